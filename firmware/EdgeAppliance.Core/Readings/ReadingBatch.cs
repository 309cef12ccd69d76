using System.Buffers;

namespace EdgeAppliance.Core.Readings;

/// <summary>Readings of one device on one source, column by column: times [rows] and, a channel, values [rows].
/// Its arrays are pooled: whoever calls <see cref="Retain"/> calls <see cref="Release"/>; after the last release it must not be touched.</summary>
/// <remarks>Written by one thread until it is handed on, and only read after that. A missing value is NaN.</remarks>
public sealed class ReadingBatch
{
    private long[] _timesUs = [];
    private double[] _values = [];
    private Blob?[] _blobs = [];
    private int _references = 1;

    private ReadingBatch(string source, string device, ChannelSet channels, int capacity)
    {
        Source = source;
        Device = device;
        Channels = channels;
        Capacity = capacity;
    }

    public string Source { get; }

    public string Device { get; }

    public ChannelSet Channels { get; }

    public int Capacity { get; }

    public int Count { get; private set; }

    /// <summary>Place of the first row in the readings log; the rows follow without a hole. -1 until the store has given it.</summary>
    public long FirstPosition { get; set; } = -1;

    /// <summary>Nobody waits for its acknowledgement: the store may keep it a while, so that it shares a sync.</summary>
    public bool MayLinger { get; init; }

    /// <summary>It is not stored: whoever cannot take it when it comes never can. Said before it is handed on.</summary>
    public bool IsPassed { get; set; }

    /// <summary>A privacy step has let through only what somebody has named. What is made of cleared readings is cleared.</summary>
    public bool Cleared { get; init; }

    /// <summary>Under this name the rows' blobs stand in records; null where they stay on the appliance, as all do that no step made to leave.</summary>
    public string? BlobName { get; set; }

    /// <summary>Of all blobs together.</summary>
    public long BlobBytes { get; private set; }

    /// <summary>Whether one reference is left. Its owner may then clear the batch and fill it again.</summary>
    public bool HasOneOwner => Volatile.Read(ref _references) == 1;

    /// <summary>Microseconds since 1970-01-01T00:00Z, a row.</summary>
    public ReadOnlySpan<long> TimesUs => _timesUs.AsSpan(0, Count);

    public static ReadingBatch Rent(string source, string device, ChannelSet channels, int capacity, bool mayLinger = false, bool cleared = false)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        return new ReadingBatch(source, device, channels, capacity)
        {
            MayLinger = mayLinger,
            Cleared = cleared,
            _timesUs = ArrayPool<long>.Shared.Rent(capacity),
            _values = ArrayPool<double>.Shared.Rent(checked(capacity * channels.Count)),
        };
    }

    /// <summary>One channel's values [rows].</summary>
    public ReadOnlySpan<double> Column(int channel) => _values.AsSpan(channel * Capacity, Count);

    /// <summary>One channel's values, writable, as long as <see cref="Count"/>.</summary>
    public Span<double> WritableColumn(int channel) => _values.AsSpan(channel * Capacity, Count);

    /// <summary>Adds a row whose values are NaN until <see cref="Set"/>.</summary>
    /// <returns>The row's index, or -1 where the batch is full.</returns>
    public int AddRow(long timeUs)
    {
        if (Count == Capacity) return -1;
        int row = Count++;
        _timesUs[row] = timeUs;
        for (int c = 0; c < Channels.Count; c++) _values[c * Capacity + row] = double.NaN;
        return row;
    }

    /// <summary>Adds a row with a value a channel.</summary>
    /// <returns>The row's index, or -1 where the batch is full.</returns>
    public int AddRow(long timeUs, ReadOnlySpan<double> values)
    {
        int row = AddRow(timeUs);
        if (row >= 0) for (int c = 0; c < values.Length; c++) Set(row, c, values[c]);
        return row;
    }

    public void Set(int row, int channel, double value) => _values[channel * Capacity + row] = value;

    public double Get(int row, int channel) => _values[channel * Capacity + row];

    /// <summary>The bytes that belong to a row, valid as long as the batch is held; null where there are none.</summary>
    public Blob? BlobAt(int row) => row < _blobs.Length ? _blobs[row] : null;

    /// <summary>Gives a row its bytes, and the batch their reference. Once a row.</summary>
    public void SetBlob(int row, Blob blob)
    {
        if (_blobs.Length == 0) _blobs = new Blob?[Capacity];
        _blobs[row] = blob;
        BlobBytes += blob.Length;
    }

    /// <summary>Empties the batch for its single owner to fill again.</summary>
    public void Clear()
    {
        ReleaseBlobs();
        Count = 0;
        FirstPosition = -1;
        IsPassed = false;
    }

    public void Retain() => Interlocked.Increment(ref _references);

    public void Release()
    {
        int left = Interlocked.Decrement(ref _references);
        if (left > 0) return;
        if (left < 0) throw new InvalidOperationException("A reading batch was released more often than it was retained.");
        ReleaseBlobs();
        ArrayPool<long>.Shared.Return(_timesUs);
        ArrayPool<double>.Shared.Return(_values);
        _timesUs = [];
        _values = [];
        Count = 0;
    }

    private void ReleaseBlobs()
    {
        for (int row = 0; BlobBytes > 0 && row < Count && row < _blobs.Length; row++)
        {
            _blobs[row]?.Release();
            _blobs[row] = null;
        }
        BlobBytes = 0;
    }
}
