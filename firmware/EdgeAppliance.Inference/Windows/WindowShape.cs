using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Windows;

/// <summary>How many channels and readings of each a model takes at once; a size of 1 is a single reading.</summary>
internal readonly record struct WindowShape(int Channels, int Size)
{
    public int Values => Channels * Size;

    /// <summary>Reads the shape of [1, channels, size], [channels, size] or, of single readings, [1, channels]; turned round where the
    /// manifest transposes, and of any rank where it lists its channels. Of several inputs each is a channel, and all have the same size.</summary>
    /// <exception cref="ModelLoadException">The input holds no window.</exception>
    public static WindowShape Of(BundleManifest manifest)
    {
        if (manifest.Inputs.Count > 1) return OfInputs(manifest);
        var input = manifest.Inputs[0];
        int elements = input.Elements;
        if (manifest.Channels.Count > 0)
        {
            if (elements % manifest.Channels.Count != 0)
                throw new ModelLoadException($"The input {input} does not hold whole windows of the {manifest.Channels.Count} channels that the manifest lists.");
            return new WindowShape(manifest.Channels.Count, elements / manifest.Channels.Count);
        }
        var dimensions = input.Shape;
        bool transposed = manifest.Preprocess.Any(step => step.Name == Preprocessing.Transpose.Name);
        bool single = dimensions.Count < 2 || (dimensions.Count == 2 && dimensions[0] == 1);
        if (single) return new WindowShape(elements, 1);
        var (channels, size) = transposed ? (dimensions[^1], dimensions[^2]) : (dimensions[^2], dimensions[^1]);
        if (channels * size != elements) throw new ModelLoadException($"The input {input} holds more than one window; list the channels in the manifest.");
        return new WindowShape(channels, size);
    }

    /// <summary>The channels that a model takes, in order; empty where it takes whatever there is.</summary>
    public static IReadOnlyList<string> ChannelsOf(BundleManifest manifest) =>
        manifest.Channels.Count == 0 && manifest.Inputs.Count > 1 ? [.. manifest.Inputs.Select(input => input.Name)] : manifest.Channels;

    private static WindowShape OfInputs(BundleManifest manifest)
    {
        int count = manifest.Inputs.Count, size = manifest.Inputs[0].Elements;
        if (ChannelsOf(manifest).Count != count) throw new ModelLoadException($"Each of the {count} inputs takes a channel, and the manifest lists {manifest.Channels.Count}.");
        if (manifest.Inputs.FirstOrDefault(input => input.Elements != size) is { } other)
            throw new ModelLoadException($"A pipeline feeds inputs of one size; this model takes {manifest.Inputs[0]} and {other}.");
        return new WindowShape(count, size);
    }
}
