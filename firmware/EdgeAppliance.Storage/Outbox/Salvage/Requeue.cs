using System.Text;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;

namespace EdgeAppliance.Storage.Outbox.Salvage;

/// <summary>Puts the records of a damaged store back into their lanes, at the places that they had and with the ids that they had, alarms
/// first, some documents a transaction. Where records are missing between others, a gap tells of them.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class Requeue
{
    private const int BytesAtOnce = 1 << 20;

    private readonly OldStore _old;
    private readonly StoreContents _contents;
    private readonly List<int> _ranges;
    private readonly List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)> _last = [];
    private int _lanesDone;

    // The lane at work, and how far it is.
    private int _lane;
    private bool _laneIsBegun;
    private List<long> _places = [];
    private int _at;
    private long _expected;
    private long _end;
    private long _restoring;

    public Requeue(OldStore old, StoreContents contents)
    {
        _old = old;
        _contents = contents;
        _ranges = [.. old.Lanes.OrderBy(lane => lane.Value.Priority).ThenBy(lane => lane.Key).Select(lane => lane.Key)];
    }

    /// <summary>Records that are in the outbox again.</summary>
    public long Records { get; private set; }

    /// <summary>What the uplinks have acknowledged of each stream, where that is known.</summary>
    public List<string> Acknowledged { get; } = [];

    public bool IsDone => _lane == _ranges.Count;

    /// <summary>Puts back some more. Must be followed by <see cref="Confirm"/> or <see cref="Repeat"/>.</summary>
    public void Advance(StoreTransaction work)
    {
        _restoring = 0;
        for (int bytes = 0; bytes < BytesAtOnce && !IsDone;)
        {
            if (!_laneIsBegun) BeginLane();
            else if (_at < _places.Count) bytes += Restore(work, _places[_at++]);
            else EndLane(work);
        }
        _contents.FinishRestore(work);
    }

    /// <summary>What <see cref="Advance"/> did is stored.</summary>
    /// <returns>The lanes that it has ended.</returns>
    public IEnumerable<LaneLog> Confirm()
    {
        Records += _restoring;
        int before = _lanesDone;
        _lanesDone = _lane;
        return _ranges[before.._lane].Select(range => _contents.Lanes[_old.Lanes[range]]);
    }

    /// <summary>What <see cref="Advance"/> did is undone: the lanes at work are begun again; what is there already is passed over.</summary>
    public void Repeat()
    {
        _laneIsBegun = false;
        _lane = _lanesDone;
    }

    private LaneLog Lane => _contents.Lanes[_old.Lanes[_ranges[_lane]]];

    private void BeginLane()
    {
        _laneIsBegun = true;
        _last.Clear();
        _places = [.. _old.Places(_ranges[_lane])];
        _at = 0;
        _expected = Lane.First;
        _end = LaneRemains.End(_old, _ranges[_lane]);
        PassOverMisplaced(_last);
    }

    private void EndLane(StoreTransaction work)
    {
        TellOfLast(work);
        _laneIsBegun = false;
        _lane++;
    }

    private int Restore(StoreTransaction work, long place)
    {
        var (runs, isWhole, order) = LaneRemains.Read(_old, _ranges[_lane], place);
        var last = new List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)>(_last);
        foreach (var run in runs) LaneRemains.Note(run, last);
        PassOverMisplaced(last);
        long limit = _at < _places.Count ? _places[_at] : _end;
        int bytes = 0;
        foreach (var run in runs)
        {
            var gap = Before(run, isWhole ? place - _expected : 0);
            // What is told of a run that is left out would be told again by what follows.
            if (place + LaneRemains.Places(run) + (!isWhole && gap.Count > 0 ? 1 : 0) > limit) break;
            if (isWhole && place > _expected) Write(work, gap, place - 1);
            else if (!isWhole && Write(work, gap, place)) place++;
            if (place <= _expected && _last.Count == 0) NoteAcknowledged(run, _expected - place);
            var head = new DocumentHead(place, place + LaneRemains.Places(run), run.Count, 0, 0, 0) { IsGap = run.IsGap, Order = order };
            _restoring += _contents.Restore(work, Lane, head, run.Packed.Span, isWhole);
            LaneRemains.Note(run, _last);
            place = _expected = head.End;
            bytes += run.Packed.Length;
        }
        return bytes;
    }

    /// <summary>What follows the true place of a document that is left out tells of it.</summary>
    private void PassOverMisplaced(List<(ReadOnlyMemory<byte> Stream, RecordHeader Last)> last)
    {
        while (_at < _places.Count && LaneRemains.IsMisplaced(_old, _ranges[_lane], _places, _at, last)) _at++;
    }

    /// <summary>What tells of records that are missing before others; empty where none is.</summary>
    /// <param name="lost">How many are; 0 or less where it is not known.</param>
    private GapRecords Before(LaneRemains.Run next, long lost)
    {
        var gap = new GapRecords();
        // A gap tells of what is before it itself.
        var firsts = next.IsGap ? [] : LaneRemains.Firsts(next);
        foreach (var (stream, first) in firsts)
        {
            int known = LaneRemains.IndexOf(_last, stream.Span);
            long from = known >= 0 ? _last[known].Last.Sequence + 1 : firsts.Count == 1 ? Math.Max(1, first.Sequence - Math.Max(0, lost)) : first.Sequence;
            if (from < first.Sequence) gap.Add(stream.Span, from, first.Sequence - 1, first.Sequence - from, first.TimeUs, GapRecords.OutboxDamaged);
        }
        return gap;
    }

    /// <summary>Tells of records that are missing behind all others; that cannot be where the pipelines number on from elsewhere, which is
    /// told already.</summary>
    private void TellOfLast(StoreTransaction work)
    {
        if (_expected >= _end || _last.Count != 1 || _contents.NumbersFrom > 0) return;
        var (stream, last) = _last[0];
        var gap = new GapRecords();
        gap.Add(stream.Span, last.Sequence + 1, last.Sequence + _end - _expected, _end - _expected, last.TimeUs, GapRecords.OutboxDamaged);
        Write(work, gap, _expected);
    }

    /// <returns>True where there was something to tell.</returns>
    private bool Write(StoreTransaction work, GapRecords gap, long place)
    {
        if (gap.Count == 0) return false;
        _contents.Restore(work, Lane, new DocumentHead(place, place + 1, gap.Count, 0, 0, 0) { IsGap = true }, gap.Pack(), areAcknowledgedKnown: true);
        return true;
    }

    private void NoteAcknowledged(LaneRemains.Run run, long places)
    {
        if (run.IsGap) return;
        foreach (var (stream, first) in LaneRemains.Firsts(run, places))
            if (first.Sequence > 1) Acknowledged.Add($"'{Lane.Lane.Uplink}' has {Encoding.UTF8.GetString(stream.Span)} up to {first.Sequence - 1}");
    }
}
