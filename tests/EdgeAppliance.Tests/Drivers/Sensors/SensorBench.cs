using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Tests.Drivers.Sensors;

/// <summary>Drives one sensor on a simulated chip as its source would, without the source.</summary>
internal sealed class SensorBench : IDisposable
{
    private readonly WakeTimer _timer;
    private readonly ReadingBatch _batch;
    private readonly SensorRows _rows;
    private readonly Sensor _sensor;

    /// <summary>Begins the sensor.</summary>
    public SensorBench(Sensor sensor, int rowsMax = 0)
    {
        var time = new RushingTime();
        _sensor = sensor;
        _timer = new WakeTimer(time);
        var pause = new Pause(time, _timer);
        _rows = new SensorRows(pause);
        sensor.Begin(pause);
        _batch = ReadingBatch.Rent("s", "s", sensor.Channels, rowsMax > 0 ? rowsMax : sensor.RowsMax);
    }

    public long Lost => _rows.Lost;

    public ReadingBatch Batch => _batch;

    public ReadingBatch Read(long nowUs = 1_000_000)
    {
        _batch.Clear();
        _rows.Begin(_batch, nowUs);
        _sensor.Read(_rows);
        return _batch;
    }

    /// <returns>The only row of a reading.</returns>
    public double[] Row()
    {
        Read();
        Assert.Equal(1, _batch.Count);
        return [.. Enumerable.Range(0, _sensor.Channels.Count).Select(c => _batch.Get(0, c))];
    }

    public void Dispose()
    {
        _batch.Release();
        _sensor.Dispose();
        _timer.Dispose();
    }
}
