using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>One thing for the store's thread to do: a kind, what it is done to, and for an acknowledgement the places.</summary>
/// <param name="Bytes">What it holds of the queue's memory.</param>
internal readonly record struct WorkItem(WorkKind Kind, object Subject, PlaceSpan Places, int Bytes)
{
    private const int Overhead = 64;

    /// <summary>Nobody waits for it, so that it may wait to share a sync.</summary>
    public bool MayLinger { get; init; }

    /// <summary>Its place among the readings is all it needs; nothing is stored for it.</summary>
    public bool NeedsNoSync => Kind == WorkKind.Pass;

    /// <summary>Done with this item alone, where it need not share its group's fate; else null.</summary>
    public TaskCompletionSource? Own { get; init; }

    public static WorkItem Append(ReadingBatch batch) => new(WorkKind.Append, batch, default, BytesOf(batch)) { MayLinger = batch.MayLinger };

    public static WorkItem Pass(ReadingBatch batch) => new(WorkKind.Pass, batch, default, BytesOf(batch));

    public static WorkItem Acknowledge(LaneLog lane, long first, long end) =>
        new(WorkKind.Acknowledge, lane, new PlaceSpan(first, end), Overhead) { MayLinger = true };

    public static WorkItem SetPipelines(PipelineSet pipelines) => new(WorkKind.SetPipelines, pipelines, default, Overhead);

    public static WorkItem Withdraw(string pipeline) => new(WorkKind.Withdraw, pipeline, default, Overhead);

    public static WorkItem DropLane(LaneLog lane) => new(WorkKind.DropLane, lane, default, Overhead);

    /// <summary>A commit, which may linger unless there is an alarm in it.</summary>
    /// <param name="alone">It may have to wait or be refused where others of its group are not.</param>
    public static WorkItem Commit(PipelineCommit commit, bool alone)
    {
        int bytes = Overhead + (commit.Snapshot?.Length ?? 0);
        bool hasAlarm = false;
        for (int i = 0; i < commit.Appends.Count; i++)
        {
            bytes += commit.Appends[i].Packed.Length;
            hasAlarm |= commit.Appends[i].Lane.Priority == RecordPriority.Alarm;
        }
        var own = alone ? new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously) : null;
        return new WorkItem(WorkKind.Commit, commit, default, bytes) { Own = own, MayLinger = !hasAlarm };
    }

    /// <summary>Stands for items that must come into one group.</summary>
    public static WorkItem Together(ReadOnlySpan<WorkItem> items)
    {
        int bytes = 0;
        foreach (var item in items) bytes += item.Bytes;
        return new WorkItem(WorkKind.Append, items[0].Subject, default, bytes);
    }

    private static int BytesOf(ReadingBatch batch) => Overhead + batch.Count * ReadingPacker.RowBytes(batch) + (int)Math.Min(batch.BlobBytes, int.MaxValue / 2);
}
