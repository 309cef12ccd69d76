using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Reads a lane's records from one place to another, a slice at a time, and tells which places are covered by what it gave.</summary>
/// <param name="end">Place behind the last one; <see cref="long.MaxValue"/> follows the lane as it grows.</param>
/// <param name="gate">What every record goes through that is given.</param>
internal sealed class LaneCursor(IOutbox outbox, Lane lane, long start, long end, PrivacyGate gate)
{
    private const int CountMax = 256;
    private const int BytesStandard = 64 << 10;

    private byte[] _buffer = new byte[BytesStandard];
    private OutboxSlice _slice = new(0, 0, start, start);
    private int _given;
    private int _offset;

    public Lane Lane => lane;

    /// <summary>Every record before this place was given or is acknowledged already.</summary>
    public long Covered { get; private set; } = start;

    /// <summary>Places that are not given yet.</summary>
    public long Waiting => Math.Max(0, Math.Min(end, outbox.Range(lane).Last) - Covered);

    /// <summary>Bytes that were no whole record; the places of the rest of their slice were passed over.</summary>
    public long UnreadableSlices { get; private set; }

    /// <summary>Gives the record to send next without moving on; valid until <see cref="Advance"/>.</summary>
    public bool TryPeek(out PackedRecord record)
    {
        record = default;
        while (_given < _slice.Count || Refill())
        {
            if (PackedRecords.TryRead(_buffer.AsSpan(_offset, _slice.Bytes - _offset), out record, out _))
            {
                record = gate.Pass(record);
                return true;
            }
            UnreadableSlices++;
            _given = _slice.Count;
            Covered = _slice.Last;
        }
        return false;
    }

    public void Advance()
    {
        PackedRecords.TryRead(_buffer.AsSpan(_offset, _slice.Bytes - _offset), out var record, out int size);
        gate.Passed(record);
        _offset += size;
        _given++;
        // Where acknowledged records are left out, only the slice's end says which places its records have.
        if (_given == _slice.Count) Covered = _slice.Last;
        else if (_slice.Last - _slice.First == _slice.Count) Covered = _slice.First + _given;
    }

    private bool Refill()
    {
        while (Covered < end)
        {
            int count = (int)Math.Min(CountMax, end - Covered);
            var slice = outbox.Peek(lane, Covered, count, _buffer);
            if (slice.Count > 0 && slice.First < end)
            {
                _slice = slice;
                _given = _offset = 0;
                return true;
            }
            // Nothing came: either there is nothing, or the next record is larger than the buffer.
            if (slice.Count > 0 || _buffer.Length >= PackedRecords.RecordBytesMax || outbox.Range(lane).Last <= Covered) return false;
            _buffer = new byte[PackedRecords.RecordBytesMax];
        }
        return false;
    }
}
