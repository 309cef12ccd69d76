using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps.Aggregation;

namespace EdgeAppliance.Core.Steps;

/// <summary>What is normal: mean and deviation a channel and, where it was learnt, how far from it is too far.</summary>
internal sealed class Norm(ChannelSet channels, double[] means, double[] deviations, double threshold)
{
    public ChannelSet Channels => channels;

    /// <summary>NaN where mean and deviation were given.</summary>
    public double Threshold => threshold;

    public double Scaled(int channel, double value) => (value - means[channel]) / deviations[channel];

    /// <summary>Learns from rows [rows × channels]: the population's deviation, 1 for a channel that never moved, and for the threshold
    /// the distance that so many of these rows keep within, times the margin.</summary>
    public static Norm Learn(ChannelSet channels, ReadOnlySpan<double> rows, double quantile, double margin)
    {
        int count = channels.Count;
        var means = new double[count];
        var deviations = new double[count];
        for (int c = 0; c < count; c++)
        {
            var accumulator = new Accumulator();
            for (int at = c; at < rows.Length; at += count) accumulator.Add(rows[at]);
            double deviation = accumulator.Result(AggregateFunction.Std);
            means[c] = double.IsFinite(accumulator.Result(AggregateFunction.Mean)) ? accumulator.Result(AggregateFunction.Mean) : 0;
            deviations[c] = deviation > 1e-12 && double.IsFinite(deviation) ? deviation : 1;
        }
        var learnt = new Norm(channels, means, deviations, 0);
        var distances = new double[rows.Length / count];
        for (int i = 0; i < distances.Length; i++) distances[i] = learnt.Distance(rows.Slice(i * count, count));
        Array.Sort(distances);
        double threshold = margin * distances[Math.Clamp((int)Math.Ceiling(quantile * distances.Length) - 1, 0, distances.Length - 1)];
        return new Norm(channels, means, deviations, threshold);
    }

    /// <summary>Root mean square of the scaled values that are there; NaN where none is.</summary>
    public double Distance(ReadOnlySpan<double> values)
    {
        double squares = 0;
        int present = 0;
        for (int c = 0; c < values.Length; c++)
        {
            if (double.IsNaN(values[c])) continue;
            double scaled = Scaled(c, values[c]);
            squares += scaled * scaled;
            present++;
        }
        return present == 0 ? double.NaN : Math.Sqrt(squares / present);
    }

    public void Save(StateWriter writer)
    {
        ChannelState.Save(writer, channels);
        writer.Write(means);
        writer.Write(deviations);
        writer.Write(threshold);
    }

    public static Norm Load(ref StateReader reader)
    {
        var channels = ChannelState.Load(ref reader) ?? throw new InvalidDataException("The state knows no channel to normalize.");
        var means = new double[channels.Count];
        var deviations = new double[channels.Count];
        reader.Read(means);
        reader.Read(deviations);
        return new Norm(channels, means, deviations, reader.ReadDouble());
    }
}
