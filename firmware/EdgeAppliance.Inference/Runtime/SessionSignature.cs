using EdgeAppliance.Bundles;
using Microsoft.ML.OnnxRuntime;

namespace EdgeAppliance.Inference.Runtime;

/// <summary>Holds a model's own inputs and outputs against those of its manifest.</summary>
internal static class SessionSignature
{
    /// <exception cref="ModelLoadException">They differ; the message lists every difference.</exception>
    public static void Check(InferenceSession session, BundleManifest manifest)
    {
        var wrong = new List<string>();
        Check("input", session.InputMetadata, manifest.Inputs, wrong);
        Check("output", session.OutputMetadata, manifest.Outputs, wrong);
        foreach (string name in session.InputMetadata.Keys)
            if (!manifest.Inputs.Any(input => input.Name == name)) wrong.Add($"the model needs the input '{name}', which the manifest does not name");
        if (wrong.Count > 0) throw new ModelLoadException($"The model is not what its manifest says: {string.Join("; ", wrong)}.");
    }

    private static void Check(string kind, IReadOnlyDictionary<string, NodeMetadata> model, IReadOnlyList<TensorSpec> specs, List<string> wrong)
    {
        foreach (var spec in specs)
        {
            if (!model.TryGetValue(spec.Name, out var node)) wrong.Add($"the model has no {kind} '{spec.Name}'; it has {string.Join(", ", model.Keys)}");
            else if (!node.IsTensor) wrong.Add($"the {kind} '{spec.Name}' is no tensor");
            else if (node.ElementDataType != TensorBuffer.ElementTypeOf(spec.Type) || !Fits(node.Dimensions, spec.Shape))
                wrong.Add($"the {kind} '{spec.Name}' is {node.ElementDataType}[{string.Join('×', node.Dimensions)}], the manifest says {spec}");
        }
    }

    /// <summary>A dimension below zero is free, and takes any size.</summary>
    private static bool Fits(int[] dimensions, IReadOnlyList<int> shape)
    {
        if (dimensions.Length != shape.Count) return false;
        for (int i = 0; i < dimensions.Length; i++)
            if (dimensions[i] >= 0 && dimensions[i] != shape[i]) return false;
        return true;
    }
}
