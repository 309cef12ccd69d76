using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Live;

/// <summary>The newest row of one device. Set anew without allocating, as long as its channels stay the same.</summary>
internal sealed class LatestReading
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private ChannelSet? _channels;
    private double[] _values = [];
    private long _timeUs;

    public LatestReading(ReadingBatch batch) => Set(batch);

    public void Set(ReadingBatch batch)
    {
        int row = batch.Count - 1;
        lock (_lock)
        {
            if (_values.Length != batch.Channels.Count) _values = new double[batch.Channels.Count];
            _channels = batch.Channels;
            _timeUs = batch.TimesUs[row];
            for (int c = 0; c < _values.Length; c++) _values[c] = batch.Get(row, c);
        }
    }

    /// <returns>Its channels, its stored time, and its values.</returns>
    public (ChannelSet Channels, long TimeUs, double[] Values) Get()
    {
        lock (_lock) return (_channels!, _timeUs, [.. _values]);
    }
}
