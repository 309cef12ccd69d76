using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>One thing for the store's thread to do: a kind, what it is done to, and for an acknowledgement the places.</summary>
/// <param name="Bytes">What it holds of the queue's memory.</param>
internal readonly record struct WorkItem(WorkKind Kind, object Subject, PlaceSpan Places, int Bytes)
{
    private const int Overhead = 64;

    public static WorkItem Append(ReadingBatch batch) => new(WorkKind.Append, batch, default, BytesOf(batch));

    public static WorkItem Pass(ReadingBatch batch) => new(WorkKind.Pass, batch, default, BytesOf(batch));

    public static WorkItem Acknowledge(LaneLog lane, long first, long end) => new(WorkKind.Acknowledge, lane, new PlaceSpan(first, end), Overhead);

    public static WorkItem SetPipelines(PipelineSet pipelines) => new(WorkKind.SetPipelines, pipelines, default, Overhead);

    public static WorkItem DropLane(LaneLog lane) => new(WorkKind.DropLane, lane, default, Overhead);

    public static WorkItem Commit(PipelineCommit commit)
    {
        int bytes = Overhead + (commit.Snapshot?.Length ?? 0);
        for (int i = 0; i < commit.Appends.Count; i++) bytes += commit.Appends[i].Packed.Length;
        return new WorkItem(WorkKind.Commit, commit, default, bytes);
    }

    private static int BytesOf(ReadingBatch batch) => Overhead + batch.Count * ReadingPacker.RowBytes(batch);
}
