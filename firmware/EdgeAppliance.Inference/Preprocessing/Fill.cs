using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Preprocessing;

/// <summary><c>fill</c>: a missing value becomes the channel's value before it (the first one there where none is before), or a given number.
/// A channel without any value stays missing unless a number is given.</summary>
internal sealed class Fill(double? number) : Preprocessor
{
    public override void Apply(Span<double> values, WindowShape shape, Span<double> scratch)
    {
        for (int c = 0; c < shape.Channels; c++)
        {
            var channel = values.Slice(c * shape.Size, shape.Size);
            if (number is { } fixedNumber) channel.Replace(double.NaN, fixedNumber);
            else Hold(channel);
        }
    }

    public static Preprocessor Bind(StepParameters parameters, WindowShape shape)
    {
        if (!parameters.Has("value")) return new Fill(null);
        return new Fill(parameters.Number("value"));
    }

    private static void Hold(Span<double> channel)
    {
        int first = 0;
        while (first < channel.Length && double.IsNaN(channel[first])) first++;
        if (first == channel.Length) return;
        channel[..first].Fill(channel[first]);
        for (int i = first + 1; i < channel.Length; i++)
            if (double.IsNaN(channel[i])) channel[i] = channel[i - 1];
    }
}
