using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Decoded rows of any devices, in the order in which they came, and the keys by which what sent them may be recognised.
/// Filled again and again; a row allocates nothing of its own.</summary>
internal sealed class RowBuffer
{
    private const int ValuesKeptMax = 64 * 1024;

    private readonly List<Row> _rows = [];
    private readonly List<PostKey> _keys = [];
    private double[] _values = new double[1024];
    private int _valuesUsed;

    public int Count => _rows.Count;

    public int ValueCount => _valuesUsed;

    /// <summary>Of what came with the rows.</summary>
    public long BlobBytes
    {
        get
        {
            long bytes = 0;
            foreach (var row in _rows) bytes += row.Blob?.Length ?? 0;
            return bytes;
        }
    }

    /// <summary>Stored in the same transaction as the rows.</summary>
    public List<PostKey> Keys => _keys;

    /// <summary>Of the payload that the rows came in.</summary>
    public int PayloadBytes { get; set; }

    /// <summary>Rows that were left out since their devices are held back.</summary>
    public int HeldBack { get; private set; }

    public DeviceStream Device(int row) => _rows[row].Device;

    public ReadingRow this[int row]
    {
        get
        {
            var found = _rows[row];
            return new ReadingRow(found.Channels, found.TimeUs, _values.AsSpan(found.First, found.Channels.Count), blob: found.Blob);
        }
    }

    /// <param name="blob">What came with the row, whose reference the buffer takes over.</param>
    public void Add(DeviceStream device, ChannelSet channels, long timeUs, ReadOnlySpan<double> values, Blob? blob = null)
    {
        if (_valuesUsed + values.Length > _values.Length) Array.Resize(ref _values, Math.Max(_values.Length * 2, _valuesUsed + values.Length));
        values.CopyTo(_values.AsSpan(_valuesUsed));
        _rows.Add(new Row(device, channels, timeUs, _valuesUsed, blob));
        _valuesUsed += values.Length;
    }

    public void Remove(int first, int count)
    {
        Release(first, count);
        _rows.RemoveRange(first, count);
    }

    /// <summary>Leaves out the rows of devices that are held back. A key that is left without rows goes too: what came with it may come again.</summary>
    /// <param name="isHeldBack">Asked once a row.</param>
    public void LeaveOut(Func<DeviceStream, bool> isHeldBack)
    {
        int key = 0, left = _keys.Count > 0 ? _keys[0].Rows : int.MaxValue, kept = 0;
        for (int row = 0; row < _rows.Count; row++)
        {
            while (left == 0) left = ++key < _keys.Count ? _keys[key].Rows : int.MaxValue;
            bool goes = isHeldBack(_rows[row].Device);
            left--;
            if (goes) _rows[row].Blob?.Release();
            if (!goes) _rows[kept++] = _rows[row];
            else if (key < _keys.Count) _keys[key] = _keys[key] with { Rows = _keys[key].Rows - 1 };
        }
        HeldBack = _rows.Count - kept;
        _rows.RemoveRange(kept, HeldBack);
        if (HeldBack > 0) _keys.RemoveAll(known => known.Rows == 0);
    }

    public void Clear()
    {
        Release(0, _rows.Count);
        _rows.Clear();
        (PayloadBytes, HeldBack) = (0, 0);
        _keys.Clear();
        _valuesUsed = 0;
        if (_values.Length > ValuesKeptMax) _values = new double[1024];
    }

    private void Release(int first, int count)
    {
        for (int i = first; i < first + count; i++) _rows[i].Blob?.Release();
    }

    private readonly record struct Row(DeviceStream Device, ChannelSet Channels, long TimeUs, int First, Blob? Blob);
}
