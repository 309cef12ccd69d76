namespace EdgeAppliance.Bench.Outbox;

/// <summary>A durable queue of packed records: the appliance's outbox, or the barest thing that keeps the same promise.</summary>
internal interface IRecordQueue : IDisposable
{
    string Name { get; }

    /// <returns>Done once the records are on stable storage.</returns>
    Task Append(ReadOnlyMemory<byte> packed, int count);

    /// <summary>Copies the oldest records out.</summary>
    /// <returns>Their bytes, once it is on stable storage that they are not needed any more.</returns>
    Task<int> Take(Memory<byte> target, int count);
}
