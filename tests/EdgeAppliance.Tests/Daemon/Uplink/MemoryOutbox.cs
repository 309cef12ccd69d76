using System.Text;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Tests.Daemon.Uplink;

/// <summary>An outbox in memory, for tests of what takes from it.</summary>
internal sealed class MemoryOutbox : IOutbox
{
    private const long Time = 1_700_000_000_123_456;

    private readonly Lock _lock = new();
    private readonly Dictionary<Lane, SortedDictionary<long, byte[]>> _lanes = [];
    private readonly Dictionary<Lane, long> _ends = [];

    public event Action? Added;

    public void Add(Lane lane, string stream, long sequence, string data = """{"x":1}""", string subject = "d1", bool isPrivate = false, bool isCleared = false)
    {
        byte[] packed = Pack(stream, data, subject, new RecordHeader(lane.Priority == RecordPriority.Alarm ? RecordType.Alarm : RecordType.Reading, sequence, Time) { IsPrivate = isPrivate, IsCleared = isCleared });
        lock (_lock)
        {
            long place = _ends.GetValueOrDefault(lane, 1);
            Records(lane).Add(place, packed);
            _ends[lane] = place + 1;
        }
        Added?.Invoke();
    }

    public static byte[] Pack(string stream, long sequence, string data, string subject, RecordType type) =>
        Pack(stream, data, subject, new RecordHeader(type, sequence, Time));

    private static byte[] Pack(string stream, string data, string subject, RecordHeader header)
    {
        byte[] s = Encoding.UTF8.GetBytes(stream), u = Encoding.UTF8.GetBytes(subject), d = Encoding.UTF8.GetBytes(data);
        byte[] packed = new byte[PackedRecords.SizeOf(s, u, d)];
        PackedRecords.Write(packed, header, s, u, d);
        return packed;
    }

    public int Count(Lane lane)
    {
        lock (_lock) return Records(lane).Count;
    }

    public (long First, long Last) Range(Lane lane)
    {
        lock (_lock)
        {
            long end = _ends.GetValueOrDefault(lane, 1);
            return (Records(lane).Count == 0 ? end : Records(lane).Keys.First(), end);
        }
    }

    public OutboxSlice Peek(Lane lane, long from, int countMax, Span<byte> target)
    {
        lock (_lock)
        {
            int count = 0, bytes = 0;
            long first = from, last = from;
            foreach (var (place, packed) in Records(lane))
            {
                if (place < from) continue;
                if (count == countMax || bytes + packed.Length > target.Length) break;
                packed.CopyTo(target[bytes..]);
                if (count++ == 0) first = place;
                bytes += packed.Length;
                last = place + 1;
            }
            return new OutboxSlice(count, bytes, first, last);
        }
    }

    public Task Acknowledge(Lane lane, long first, long last)
    {
        lock (_lock)
        {
            for (long place = first; place < last; place++) Records(lane).Remove(place);
        }
        return Task.CompletedTask;
    }

    private SortedDictionary<long, byte[]> Records(Lane lane)
    {
        if (!_lanes.TryGetValue(lane, out var records)) _lanes[lane] = records = [];
        return records;
    }
}
