using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>The readings of a source that are handed to the store together, and the one task that all their producers wait for.</summary>
internal sealed class AccumulatorGroup
{
    // Producers' continuations must not run on the accumulator's thread, which has the next group to hand over.
    private readonly TaskCompletionSource _stored = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _handedOver = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public List<ReadingBatch> Batches { get; } = [];

    /// <summary>What whole posts in it are recognised by.</summary>
    public List<PostKey> Keys { get; } = [];

    public int Rows { get; set; }

    /// <summary>Of what came with the rows.</summary>
    public long BlobBytes { get; set; }

    /// <summary>Done once the readings are on stable storage; faulted where they could not be stored.</summary>
    public Task Stored => _stored.Task;

    /// <summary>Done once the next group takes readings.</summary>
    public Task HandedOver => _handedOver.Task;

    public void SetHandedOver() => _handedOver.TrySetResult();

    public void SetStored() => _stored.TrySetResult();

    public void SetFailed(Exception why)
    {
        _stored.TrySetException(why);
        // A producer without an acknowledgement to give (QoS 0) never looks at the task.
        _ = _stored.Task.Exception;
    }
}
