namespace EdgeAppliance.Drivers.Linux.Iio;

/// <summary>How a whole scan lies in the buffer: channels by their index, each at a multiple of its own size, and the whole a multiple of
/// the largest (drivers/iio/industrialio-buffer.c, iio_compute_scan_bytes).</summary>
internal sealed class IioScan
{
    private readonly (IioElement Element, int Offset, int Place)[] _channels;
    private readonly (IioElement Element, int Offset) _timestamp;

    /// <param name="channels">In the order of the values.</param>
    /// <param name="timestamp">Always the last in a scan.</param>
    public IioScan(IReadOnlyList<(int Index, IioElement Element)> channels, IioElement timestamp)
    {
        int offset = 0, largest = timestamp.Bytes;
        _channels = new (IioElement, int, int)[channels.Count];
        foreach (int place in Enumerable.Range(0, channels.Count).OrderBy(place => channels[place].Index))
        {
            var element = channels[place].Element;
            offset = Aligned(offset, element.Bytes);
            _channels[place] = (element, offset, place);
            offset += element.Bytes;
            largest = Math.Max(largest, element.Bytes);
        }
        offset = Aligned(offset, timestamp.Bytes);
        _timestamp = (timestamp, offset);
        Bytes = Aligned(offset + timestamp.Bytes, largest);
    }

    public int Bytes { get; }

    public long TimestampNs(ReadOnlySpan<byte> scan) => _timestamp.Element.Decode(scan[_timestamp.Offset..]);

    /// <param name="values">Raw, one a channel.</param>
    public void Decode(ReadOnlySpan<byte> scan, Span<double> values)
    {
        foreach (var (element, offset, place) in _channels) values[place] = element.Decode(scan[offset..]);
    }

    private static int Aligned(int offset, int bytes) => (offset + bytes - 1) / bytes * bytes;
}
