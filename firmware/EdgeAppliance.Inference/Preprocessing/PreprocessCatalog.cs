using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Preprocessing;

/// <summary>The preprocessing steps a manifest may name. A new one is a class and one line here. <c>quantize</c> is not in the list: it
/// is how the last values are written into an integer input (<see cref="Quantization"/>).</summary>
internal static class PreprocessCatalog
{
    private static readonly (string Name, PreprocessorBinder Bind)[] Entries =
    [
        ("none", static (_, _) => null),
        ("cast", static (_, _) => null),
        ("standardize", Standardize.Bind),
        ("scale", Scale.Bind),
        ("clip", Clip.Bind),
        ("fill", Fill.Bind),
        (Transpose.Name, Transpose.Bind),
    ];

    public static string AllNames => string.Join(", ", Entries.Select(entry => entry.Name).Append(Quantization.Name));

    /// <exception cref="ModelLoadException">A step is not known, has a wrong parameter or stands in a wrong place.</exception>
    public static (Preprocessor[] Steps, Quantization? Quantization) Bind(BundleManifest manifest, WindowShape shape)
    {
        var steps = new List<Preprocessor>();
        Quantization? quantization = null;
        for (int i = 0; i < manifest.Preprocess.Count; i++)
        {
            var parameters = new StepParameters(manifest.Preprocess[i], $"preprocess[{i}]");
            if (manifest.Inputs.Count > 1 && parameters.Step is (Quantization.Name or Transpose.Name)) throw parameters.Wrong($"is for models of one input, and this one has {manifest.Inputs.Count}");
            if (quantization is not null) throw parameters.Wrong("stands behind quantize, which must be the last step");
            if (steps is [.., Transpose] && parameters.Step != Quantization.Name) throw parameters.Wrong("stands behind transpose, which only quantize may follow");
            if (parameters.Step == Quantization.Name) quantization = Quantization.Bind(parameters, manifest.Inputs[0]);
            else if (BindOne(parameters, shape) is { } step) steps.Add(step);
            parameters.RefuseUnknown();
        }
        return (steps.ToArray(), quantization);
    }

    private static Preprocessor? BindOne(StepParameters parameters, WindowShape shape)
    {
        foreach (var (name, bind) in Entries)
            if (name == parameters.Step) return bind(parameters, shape);
        throw parameters.Wrong($"is not a preprocessing step; known are {AllNames}");
    }
}
