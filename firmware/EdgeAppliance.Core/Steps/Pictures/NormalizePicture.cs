using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>Makes windows [colours × pixels] of pictures, for a model whose manifest does not say how: (number from 0 to 255 - mean) ÷ std, one of
/// each for a colour or for all. Whether the model takes the colours one after the other or pixel by pixel, and in which type, is its manifest's business.</summary>
public sealed class NormalizePicture(PlaneOrder order, double[] means, double[] deviations) : PictureStep
{
    private readonly PictureWindow _window = new(order);

    public override void Process(PictureFrame picture)
    {
        var values = _window.Take(picture);
        int size = picture.Pixels.Width * picture.Pixels.Height;
        for (int c = 0; c < means.Length; c++)
            foreach (ref double value in values.Slice(c * size, size)) value = (value - means[c]) / deviations[c];
        Next?.Process(_window.Of(picture, values));
    }

    /// <summary>Binds <c>colours</c>, <c>mean</c> and <c>std</c>.</summary>
    public static StepFactory Bind(StepConfiguration configuration)
    {
        string colours = configuration.Text("colours", "rgb");
        PlaneOrder? order = colours switch { "rgb" => PlaneOrder.Rgb, "bgr" => PlaneOrder.Bgr, "grey" => PlaneOrder.Grey, _ => null };
        if (order is null) configuration.Report("colours", "must be rgb, bgr or grey.");
        order ??= PlaneOrder.Rgb;
        double[] means = Numbers(configuration, "mean", order.Channels.Count, 0), deviations = Numbers(configuration, "std", order.Channels.Count, 1);
        if (Array.Exists(deviations, std => !(std > 0))) configuration.Report("std", "must be more than 0.");
        return _ => new NormalizePicture(order, means, deviations);
    }

    private static double[] Numbers(StepConfiguration configuration, string key, int count, double fallback)
    {
        double[] numbers = configuration.Numbers(key);
        if (numbers.Length == count) return numbers;
        if (numbers.Length > 1) configuration.Report(key, $"must be one number or {count} of them.");
        return [.. Enumerable.Repeat(numbers.Length == 1 ? numbers[0] : fallback, count)];
    }
}
