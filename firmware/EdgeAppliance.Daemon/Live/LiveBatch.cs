using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Live;

/// <summary>A copy of a batch: its own goes back to its source at once, which may wait for it.</summary>
internal sealed record LiveBatch(string Device, ChannelSet Channels, long[] TimesUs, double[] Values, long FirstNumber)
{
    public int Rows => TimesUs.Length;

    public static LiveBatch Of(ReadingBatch batch, long firstNumber)
    {
        var values = new double[batch.Count * batch.Channels.Count];
        for (int c = 0; c < batch.Channels.Count; c++) batch.Column(c).CopyTo(values.AsSpan(c * batch.Count));
        return new LiveBatch(batch.Device, batch.Channels, batch.TimesUs.ToArray(), values, firstNumber);
    }

    public double Value(int row, int channel) => Values[channel * Rows + row];
}
