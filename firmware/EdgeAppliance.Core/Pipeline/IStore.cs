using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>Stable storage of readings, of what pipelines made of them, and of how far each has come. One thread writes; many
/// producers' work shares one sync. Two make it real: the LiteDB store and the simulation's, on a disk that fails by seed.</summary>
public interface IStore
{
    /// <summary>Queues readings; the store sets <see cref="ReadingBatch.FirstPosition"/> and keeps the batch until it has handed it on.
    /// Blocks the caller where the queue is full.</summary>
    /// <returns>Done once the readings are on stable storage: one task for all that share a sync. Faulted where they could not be stored.</returns>
    Task Append(ReadingBatch batch);

    /// <summary>Queues readings with notes of them, such as the keys that their producers may send again, as one transaction: after a crash
    /// there are all or none. What does not outlive a crash may do one after the other.</summary>
    /// <param name="notes">Snapshots without records.</param>
    Task Append(IReadOnlyList<ReadingBatch> batches, IReadOnlyList<PipelineCommit> notes)
    {
        var done = new List<Task>();
        foreach (var batch in batches) done.Add(Append(batch));
        foreach (var note in notes) done.Add(Commit(note));
        return Task.WhenAll(done);
    }

    /// <summary>Gives readings of a source with <c>"durable": false</c> their positions and hands them on through <see cref="Stored"/>
    /// without storing them: a crash loses what pipelines have not made of them. Keeps the batch, which says so from then on (<see cref="ReadingBatch.IsPassed"/>),
    /// and blocks as <see cref="Append"/> does.</summary>
    void Pass(ReadingBatch batch);

    /// <summary>Queues what a pipeline made, with the cursor that it has reached, as one transaction.</summary>
    Task Commit(PipelineCommit commit);

    /// <summary>What was queued and may linger, to share a sync with what comes later, is synced at once.</summary>
    void Hasten()
    {
    }

    /// <summary>A commit of a pipeline that waits for room fails, because the pipeline stops; one that needs not wait is stored.</summary>
    void Withdraw(string pipeline)
    {
    }

    /// <summary>How far a pipeline has come on stable storage, or null where it is new.</summary>
    /// <exception cref="IOException">The store could not be opened yet.</exception>
    PipelineProgress? Progress(string pipeline);

    /// <summary>Hands on stored batches from a position, in order, at least one where there is one.</summary>
    /// <returns>The position behind the last row handed on; <paramref name="fromPosition"/> where there is nothing newer.</returns>
    long Read(long fromPosition, int rowsMax, Action<ReadingBatch> onBatch);

    /// <summary>Called on the store's thread with each batch once it is on stable storage, or passed, in order of position; must not block.</summary>
    event Action<ReadingBatch>? Stored;
}
