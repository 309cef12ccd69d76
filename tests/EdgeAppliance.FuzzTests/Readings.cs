using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.FuzzTests;

internal static class Readings
{
    private static readonly ChannelSet Channels = new("temp", "pressure");

    /// <summary>Rows a second apart, with a hole and numbers of any size.</summary>
    public static ReadingBatch Batch(string source, string device, int rows)
    {
        double[] values = [0, -1, double.NaN, 1e300, double.Epsilon, -1e300, 21.5];
        var batch = ReadingBatch.Rent(source, device, Channels, rows);
        for (int i = 0; i < rows; i++)
        {
            batch.AddRow(i * 1_000_000L);
            batch.Set(i, 0, values[i % values.Length]);
            batch.Set(i, 1, values[(i + 3) % values.Length]);
        }
        batch.FirstPosition = 0;
        return batch;
    }
}
