namespace EdgeAppliance.Bundles;

/// <summary>Checks that golden cases speak of tensors the manifest has, in their sizes.</summary>
internal static class GoldenReferences
{
    public static void Check(BundleManifest manifest, ManifestErrors errors)
    {
        for (int i = 0; i < manifest.Golden.Count; i++)
        {
            var golden = manifest.Golden[i];
            if (golden.Window is not null) continue;
            Check(golden.Inputs, manifest.Inputs, $"golden[{i}].inputs", errors);
            Check(golden.Outputs, manifest.Outputs, $"golden[{i}].outputs", errors);
            foreach (var input in manifest.Inputs)
                if (!golden.Inputs.ContainsKey(input.Name)) errors.Add($"golden[{i}].inputs", $"lacks the input '{input.Name}'");
            if (golden.Outputs.Count == 0) errors.Add($"golden[{i}].outputs", "expects nothing");
        }
    }

    private static void Check(IReadOnlyDictionary<string, GoldenData> named, IReadOnlyList<TensorSpec> tensors, string path, ManifestErrors errors)
    {
        foreach (var (name, data) in named)
        {
            var tensor = tensors.FirstOrDefault(t => t.Name == name);
            if (tensor is null) errors.Add($"{path}.{name}", "is not a tensor of the model");
            else if (data.File is null && data.Values.Count != tensor.Elements)
                errors.Add($"{path}.{name}", $"holds {data.Values.Count} values where {tensor} has {tensor.Elements}");
        }
    }
}
