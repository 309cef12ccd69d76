using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox.Limits;

/// <summary>Drops records where there are more than fit, in the transaction that adds them: <see cref="WhenFull.DropOldest"/> the oldest
/// of all lanes of normal priority and then of alarms, what comes in last of all; <see cref="WhenFull.DropLowestPriority"/> the oldest
/// of the lowest priority that there is, also what has just come in.</summary>
internal sealed class RecordsLimit(WhenFull whenFull)
{
    /// <summary>So much more than needed goes at once at most, so that not every transaction has to drop.</summary>
    private const long SlackBytesMax = 512 << 10;

    private static readonly RecordPriority[] _lowestFirst = [.. Enum.GetValues<RecordPriority>().OrderDescending()];

    public bool Drops => whenFull is WhenFull.DropOldest or WhenFull.DropLowestPriority;

    /// <param name="order">The transaction's number.</param>
    /// <param name="touched">Gets the lanes of which something was dropped.</param>
    public void Enforce(StoreTransaction work, List<LaneLog> lanes, long bytesMax, long order, List<LaneLog> touched)
    {
        if (!Drops || BytesOf(lanes) <= bytesMax) return;
        long target = bytesMax - Math.Min(bytesMax / 64, SlackBytesMax);
        RecordPriority? last = null;
        while (BytesOf(lanes) is var bytes && bytes > target && Next(work, lanes, order) is { } next)
        {
            // No alarm goes for the sake of fewer transactions that drop.
            if (bytes <= bytesMax && next.Lane.Lane.Priority != last) break;
            last = next.Lane.Lane.Priority;
            next.Lane.DropNext(work, next.Head);
            if (!touched.Contains(next.Lane)) touched.Add(next.Lane);
        }
    }

    private (LaneLog Lane, DocumentHead Head)? Next(StoreTransaction work, List<LaneLog> lanes, long order) =>
        (whenFull == WhenFull.DropOldest ? Oldest(work, lanes, order) : null) ?? Oldest(work, lanes, long.MaxValue);

    private static (LaneLog Lane, DocumentHead Head)? Oldest(StoreTransaction work, List<LaneLog> lanes, long addedBefore)
    {
        foreach (var priority in _lowestFirst)
        {
            (LaneLog Lane, DocumentHead Head)? oldest = null;
            foreach (var lane in lanes)
            {
                if (lane.Lane.Priority != priority || lane.NextToDrop(work, addedBefore) is not { } head) continue;
                if (oldest is null || head.Order < oldest.Value.Head.Order) oldest = (lane, head);
            }
            if (oldest is not null) return oldest;
        }
        return null;
    }

    private static long BytesOf(List<LaneLog> lanes)
    {
        long bytes = 0;
        foreach (var lane in lanes) bytes += lane.Bytes;
        return bytes;
    }
}
