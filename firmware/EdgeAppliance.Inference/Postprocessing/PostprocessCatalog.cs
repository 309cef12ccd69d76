using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>The postprocessing steps a manifest may name. A new one is a class and one line here.</summary>
internal static class PostprocessCatalog
{
    private static readonly (string Name, PostprocessorBinder Bind)[] Entries =
    [
        ("none", static (_, _, _) => null),
        ("dequantize", Dequantize.Bind),
        ("softmax", Softmax.Bind),
        ("sigmoid", Sigmoid.Bind),
        ("argmax", Argmax.Bind),
        ("threshold", Above.Bind),
        ("reduce", Reduce.Bind),
        ("reconstruction-error", ReconstructionError.Bind),
        ("topk", TopK.Bind),
        ("boxes", BoxesBinder.Bind),
        ("label", BindLabel),
        ("drop", BindDrop),
    ];

    public static string AllNames => string.Join(", ", Entries.Select(entry => entry.Name));

    /// <exception cref="ModelLoadException">A step is not known, or has a wrong parameter.</exception>
    public static Postprocessor[] Bind(BundleManifest manifest, ResultLayout layout, int inputValues)
    {
        var steps = new List<Postprocessor>();
        for (int i = 0; i < manifest.Postprocess.Count; i++)
        {
            var parameters = new StepParameters(manifest.Postprocess[i], $"postprocess[{i}]");
            if (BindOne(parameters, layout, inputValues) is { } step) steps.Add(step);
            parameters.RefuseUnknown();
        }
        return steps.ToArray();
    }

    private static Postprocessor? BindOne(StepParameters parameters, ResultLayout layout, int inputValues)
    {
        foreach (var (name, bind) in Entries)
            if (name == parameters.Step) return bind(parameters, layout, inputValues);
        throw parameters.Wrong($"is not a postprocessing step; known are {AllNames}");
    }

    /// <summary><c>label</c>: names for an output's values, with commas between.</summary>
    private static Postprocessor? BindLabel(StepParameters parameters, ResultLayout layout, int inputValues)
    {
        var vector = layout.Find(parameters);
        layout.Label(vector, ResultLayout.Names(parameters, vector) ?? throw parameters.Wrong($"needs 'names', {vector.Count} of them with commas between"));
        return null;
    }

    /// <summary><c>drop</c>: leaves an output out of the results.</summary>
    private static Postprocessor? BindDrop(StepParameters parameters, ResultLayout layout, int inputValues)
    {
        layout.Remove(layout.Find(parameters));
        if (layout.Vectors.Count == 0) throw parameters.Wrong("leaves no result");
        return null;
    }
}
