using System.Text;

namespace EdgeAppliance.SimulationTests.Disks;

/// <summary>What a disk holds after a power cut: all that a finished sync covers, and of every later write whichever sectors of 512
/// bytes chance kept.</summary>
internal sealed class PowerCut(IReadOnlyList<DiskEvent> events)
{
    private const int Sector = 512;

    private readonly Dictionary<string, byte[]> _durable = [];
    private readonly Dictionary<string, List<DiskEvent>> _pending = [];
    private readonly Dictionary<long, int> _covered = [];
    private int _next;

    /// <summary>Begins with files that were there before the first event.</summary>
    public PowerCut(IReadOnlyList<DiskEvent> events, IEnumerable<KeyValuePair<string, byte[]>> before)
        : this(events)
    {
        foreach (var (file, bytes) in before) (_durable[file], _pending[file]) = (bytes, []);
    }

    /// <summary>Goes on to just before the event at that place; only forward.</summary>
    public void AdvanceTo(int place)
    {
        for (; _next < place; _next++) Happen(events[_next]);
    }

    /// <summary>True where chance has something to decide.</summary>
    public bool AnythingPending => _pending.Values.Any(writes => writes.Count > 0);

    public SimulatedDisk Restart(Random random)
    {
        var image = new Dictionary<string, byte[]>();
        foreach (var (file, durable) in _durable)
        {
            var bytes = durable.ToArray();
            foreach (var write in _pending[file]) bytes = Keep(bytes, write, random);
            image[file] = bytes;
        }
        return new SimulatedDisk(image);
    }

    private void Happen(DiskEvent e)
    {
        switch (e.Kind)
        {
            case DiskEventKind.Create:
                _durable[e.File] = [];
                _pending[e.File] = [];
                break;
            case DiskEventKind.Write or DiskEventKind.SetLength:
                _pending[e.File].Add(e);
                break;
            case DiskEventKind.SyncBegin:
                _covered[e.Id] = _pending[e.File].Count;
                break;
            case DiskEventKind.SyncEnd:
                Settle(e.File, _covered[e.Id]);
                break;
            case DiskEventKind.Delete:
                _durable.Remove(e.File);
                _pending.Remove(e.File);
                break;
            case DiskEventKind.Move:
                string to = Encoding.UTF8.GetString(e.Bytes);
                (_durable[to], _pending[to]) = (_durable[e.File], _pending[e.File]);
                _durable.Remove(e.File);
                _pending.Remove(e.File);
                break;
        }
    }

    private void Settle(string file, int count)
    {
        if (!_pending.TryGetValue(file, out var pending)) return;
        count = Math.Min(count, pending.Count);
        for (int i = 0; i < count; i++) _durable[file] = Apply(_durable[file], pending[i]);
        pending.RemoveRange(0, count);
    }

    private static byte[] Apply(byte[] bytes, DiskEvent e)
    {
        if (e.Kind == DiskEventKind.SetLength)
        {
            Array.Resize(ref bytes, (int)e.Offset);
            return bytes;
        }
        int end = (int)e.Offset + e.Bytes.Length;
        if (bytes.Length < end) Array.Resize(ref bytes, end);
        e.Bytes.CopyTo(bytes, (int)e.Offset);
        return bytes;
    }

    private static byte[] Keep(byte[] bytes, DiskEvent e, Random random)
    {
        if (e.Kind == DiskEventKind.SetLength) return random.Next(2) == 0 ? bytes : Apply(bytes, e);
        // The length is written by itself: a grown file may show zeros where its bytes did not make it.
        if (random.Next(2) == 0 && bytes.Length < e.Offset + e.Bytes.Length) Array.Resize(ref bytes, (int)e.Offset + e.Bytes.Length);
        for (long from = e.Offset; from < e.Offset + e.Bytes.Length;)
        {
            long to = Math.Min((from / Sector + 1) * Sector, e.Offset + e.Bytes.Length);
            if (random.Next(2) == 0)
            {
                if (bytes.Length < to) Array.Resize(ref bytes, (int)to);
                e.Bytes.AsSpan((int)(from - e.Offset), (int)(to - from)).CopyTo(bytes.AsSpan((int)from));
            }
            from = to;
        }
        return bytes;
    }
}
