namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>Gathers the readings of one payload: metrics of one time that follow one another are one reading.</summary>
internal sealed class SparkplugRows
{
    /// <summary>A payload of so many metrics, each with a time of its own, is an attack on the memory.</summary>
    private const int ValuesMax = 1 << 18;
    private const int ValuesKept = 1 << 14;

    private long[] _timesUs = new long[4];
    private double[] _values = [];
    private int[] _setIn = [];
    private bool _isHistorical;
    private int _width;

    public int Count { get; private set; }

    public ReadOnlySpan<long> TimesUs => _timesUs.AsSpan(0, Count);

    /// <summary>[readings, channels].</summary>
    public ReadOnlySpan<double> Values => _values.AsSpan(0, Count * _width);

    public void Clear(int channels)
    {
        _width = channels;
        Count = 0;
        if (_values.Length > ValuesKept) _values = [];
        if (_setIn.Length < channels) _setIn = new int[channels];
        Array.Clear(_setIn);
    }

    /// <param name="held">The values that the others have where a reading begins with this one.</param>
    /// <returns>False where there are too many.</returns>
    public bool TrySet(long timeUs, bool isHistorical, int channel, double value, ReadOnlySpan<double> held)
    {
        bool goesOn = Count > 0 && timeUs == _timesUs[Count - 1] && isHistorical == _isHistorical && _setIn[channel] != Count;
        if (!goesOn && !TryBegin(timeUs, isHistorical, held)) return false;
        _values[(Count - 1) * _width + channel] = value;
        _setIn[channel] = Count;
        return true;
    }

    /// <summary>Begins a reading; the values that are not held are missing.</summary>
    public bool TryBegin(long timeUs, bool isHistorical, ReadOnlySpan<double> held)
    {
        int end = (Count + 1) * _width;
        if (end > ValuesMax) return false;
        if (Count == _timesUs.Length) Array.Resize(ref _timesUs, Count * 2);
        if (end > _values.Length) Array.Resize(ref _values, Math.Max(end, Math.Min(_values.Length * 2, ValuesMax)));
        var row = _values.AsSpan(Count * _width, _width);
        if (held.IsEmpty || isHistorical) row.Fill(double.NaN);
        else held.CopyTo(row);
        _timesUs[Count++] = timeUs;
        _isHistorical = isHistorical;
        return true;
    }
}
