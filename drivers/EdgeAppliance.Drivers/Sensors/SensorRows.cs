using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Sensors;

/// <summary>Takes what a sensor reads at one beat. Used by the source's thread.</summary>
internal sealed class SensorRows(Pause pause)
{
    private ReadingBatch? _batch;

    /// <summary>When the reading was begun, microseconds since 1970.</summary>
    public long NowUs { get; private set; }

    /// <summary>Rows that the chip lost because it was not asked in time.</summary>
    public long Lost { get; private set; }

    /// <summary>What is wrong, where the sensor can go on.</summary>
    public BusException? Fault { get; private set; }

    public Pause Pause => pause;

    public void Begin(ReadingBatch batch, long nowUs)
    {
        _batch = batch;
        NowUs = nowUs;
        Lost = 0;
        Fault = null;
    }

    /// <param name="values">One a channel; NaN where there is none.</param>
    public void Add(ReadOnlySpan<double> values) => Add(NowUs, values);

    public void Add(long timeUs, ReadOnlySpan<double> values) => TryAdd(timeUs, values);

    /// <summary>A row with bytes beside its values.</summary>
    public void Add(long timeUs, ReadOnlySpan<double> values, ReadOnlySpan<byte> bytes, BlobKind kind, int width, int height)
    {
        if (TryAdd(timeUs, values) is >= 0 and var row) _batch!.SetBlob(row, Blob.Copy(bytes, kind, width, height));
    }

    /// <summary>Part of what is read failed: it is told, and the sensor stays open.</summary>
    public void Fail(BusException fault) => Fault = fault;

    public void Lose(long rows) => Lost += rows;

    private int TryAdd(long timeUs, ReadOnlySpan<double> values)
    {
        int row = _batch!.AddRow(timeUs, values);
        if (row < 0) Lost++;
        return row;
    }
}
