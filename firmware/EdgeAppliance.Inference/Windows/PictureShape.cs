using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Inference.Preprocessing;

namespace EdgeAppliance.Inference.Windows;

/// <summary>The pictures that a model takes.</summary>
/// <param name="Order">Its colours, as the manifest's channels name them.</param>
internal sealed record PictureShape(PlaneOrder Order, int Width, int Height)
{
    /// <summary>Reads [1, colours, height, width], or, where the manifest transposes, [1, height, width, colours], of one input whose channels
    /// are <c>r, g, b</c>, <c>b, g, r</c> or <c>grey</c>.</summary>
    /// <returns>Null where the model takes something else.</returns>
    public static PictureShape? Of(BundleManifest manifest)
    {
        if (manifest.Inputs.Count != 1 || PlaneOrder.Of(manifest.Channels) is not { } order) return null;
        var shape = manifest.Inputs[0].Shape;
        if (shape.Count is < 3 or > 4 || (shape.Count == 4 && shape[0] != 1)) return null;
        bool isTransposed = manifest.Preprocess.Any(step => step.Name == Transpose.Name);
        var (colours, height, width) = isTransposed ? (shape[^1], shape[^3], shape[^2]) : (shape[^3], shape[^2], shape[^1]);
        return colours == order.Channels.Count ? new PictureShape(order, width, height) : null;
    }
}
