using System.Collections.Concurrent;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>The store's lanes, and which of them the transaction has touched.</summary>
/// <remarks>The store's thread's, except where it says so.</remarks>
internal sealed class StoreLanes(BlobSeal seal)
{
    private readonly ConcurrentDictionary<Lane, LaneLog> _lanes = new();
    private readonly List<LaneLog> _stored = [];
    private readonly List<LaneLog> _touched = [];

    /// <summary>Any thread; new lanes come in, none goes.</summary>
    public IEnumerable<LaneLog> All => _lanes.Values;

    /// <summary>Bytes of records, as counted against the limit.</summary>
    public long Bytes
    {
        get
        {
            long bytes = 0;
            foreach (var lane in _stored) bytes += lane.Bytes;
            return bytes;
        }
    }

    /// <summary>Records, since the start.</summary>
    public long Dropped
    {
        get
        {
            long dropped = 0;
            foreach (var lane in _stored) dropped += lane.Dropped;
            return dropped;
        }
    }

    /// <summary>Any thread.</summary>
    public LaneLog this[Lane lane] => _lanes.TryGetValue(lane, out var known) ? known : _lanes.GetOrAdd(lane, new LaneLog(lane, seal));

    /// <summary>Forgets what a failed transaction has left here.</summary>
    public void Reset()
    {
        foreach (var lane in _lanes.Values) lane.Reset();
        _stored.Clear();
        _touched.Clear();
    }

    /// <returns>The newest document's number of transaction.</returns>
    public long Load(StoreTransaction work, IReadOnlyDictionary<Lane, int> numbers)
    {
        long order = 0;
        foreach (var (name, number) in numbers)
        {
            var lane = this[name];
            lane.Load(work, number);
            _stored.Add(lane);
            order = Math.Max(order, lane.OrderLoaded);
        }
        return order;
    }

    public void Begin(LaneLog lane, int number)
    {
        lane.Begin(number);
        _stored.Add(lane);
    }

    public void Touch(LaneLog lane)
    {
        if (!_touched.Contains(lane)) _touched.Add(lane);
    }

    /// <summary>Writes what was added.</summary>
    public void Flush(StoreTransaction work, long order)
    {
        foreach (var lane in _touched) lane.Flush(work, order);
    }

    /// <summary>Drops what is over the limit, and writes what has become of the lanes.</summary>
    public void Enforce(StoreTransaction work, StoreLimits limits, long order)
    {
        limits.Records.Enforce(work, _stored, limits.Room.RecordsMax, order, _touched);
        foreach (var lane in _touched) lane.FlushMark(work);
    }

    /// <summary>Deletes what dropped lanes have left, some at a time.</summary>
    /// <returns>Whether there is more.</returns>
    public bool DeleteLeft(StoreTransaction work)
    {
        bool hasMore = false;
        foreach (var lane in _stored)
        {
            if (!lane.HasLeft) continue;
            lane.DeleteLeft(work);
            lane.FlushMark(work);
            Touch(lane);
            hasMore |= lane.HasLeft;
        }
        return hasMore;
    }

    /// <exception cref="StoreDamagedException">Documents that are counted are not there.</exception>
    public void CheckWhereEmpty(StoreTransaction work)
    {
        foreach (var lane in _stored)
            if (lane.SeemsEmpty) lane.CheckThatAnyIsThere(work);
    }

    /// <summary>Readers see no record of the lanes that there are until <see cref="Show"/>.</summary>
    public void Hide()
    {
        foreach (var lane in _stored)
        {
            lane.IsHidden = true;
            lane.Publish();
        }
    }

    public static void Show(LaneLog lane)
    {
        lane.IsHidden = false;
        lane.Publish();
    }

    public void ShowAll()
    {
        foreach (var lane in _stored)
            if (lane.IsHidden) Show(lane);
    }

    /// <summary>Makes what was loaded visible to other threads.</summary>
    public void Publish()
    {
        foreach (var lane in _lanes.Values) lane.Publish();
    }

    /// <summary>Like <see cref="Publish"/>, for what the last transaction has touched.</summary>
    /// <returns>True where records were added.</returns>
    public bool PublishTouched()
    {
        bool added = false;
        foreach (var lane in _touched)
        {
            long end = lane.View.End;
            lane.Publish();
            added |= lane.View.End > end;
        }
        _touched.Clear();
        return added;
    }
}
