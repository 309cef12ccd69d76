using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>One reading without what came with it, kept for longer than its batch.</summary>
/// <param name="Values">A channel.</param>
internal readonly record struct SingleReading(string Source, string Device, ChannelSet Channels, long TimeUs, double[] Values)
{
    /// <param name="reading">Of one row.</param>
    public static SingleReading Of(ReadingBatch reading)
    {
        double[] values = new double[reading.Channels.Count];
        for (int c = 0; c < values.Length; c++) values[c] = reading.Get(0, c);
        return new SingleReading(reading.Source, reading.Device, reading.Channels, reading.TimesUs[0], values);
    }

    public void Process(DeviceChain chain)
    {
        var batch = ReadingBatch.Rent(Source, Device, Channels, 1);
        batch.AddRow(TimeUs, Values);
        chain.Process(batch);
        batch.Release();
    }
}
