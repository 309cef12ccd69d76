namespace EdgeAppliance.Core.Pipeline;

/// <summary>How a pipeline comes from reading the store to live batches.</summary>
internal enum CatchUp
{
    /// <summary>Reads the store; the live queue is closed.</summary>
    Reading,

    /// <summary>The queue is open; what was stored just before that is read.</summary>
    Last,

    /// <summary>Takes live batches.</summary>
    Done,
}
