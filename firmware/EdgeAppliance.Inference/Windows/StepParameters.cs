using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Windows;

/// <summary>Reads the parameters of one pre- or post-processing step; what is wrong names the step, the key and the remedy.</summary>
internal sealed class StepParameters(StepSpec spec, string path)
{
    private readonly HashSet<string> _read = new(StringComparer.Ordinal);

    public string Step => spec.Name;

    public ModelLoadException Wrong(string text) => new($"{path}, {spec.Name}: {text}.");

    public bool Has(string key) => Find(key) is not null;

    public double Number(string key, double? fallback = null)
    {
        if (Find(key) is not { } value) return fallback ?? throw Wrong($"needs '{key}', a number");
        return value.Numbers is [var number] ? number : throw Wrong($"'{key}' must be one number");
    }

    /// <summary>One number for all, or one each.</summary>
    public double[] Numbers(string key, int count, double? fallback = null)
    {
        var numbers = Find(key) is { } value ? value.Numbers : fallback is { } number ? [number] : throw Wrong($"needs '{key}', a number or {count} numbers");
        if (numbers.Count == 1) return Enumerable.Repeat(numbers[0], count).ToArray();
        return numbers.Count == count ? [.. numbers] : throw Wrong($"'{key}' must be one number or {count} of them, not {numbers.Count}");
    }

    public string Text(string key, string? fallback = null)
    {
        if (Find(key) is not { } value) return fallback ?? throw Wrong($"needs '{key}', a text");
        return value.Text ?? throw Wrong($"'{key}' must be a text");
    }

    /// <summary>Called last.</summary>
    public void RefuseUnknown()
    {
        foreach (string key in spec.Parameters.Keys)
            if (!_read.Contains(key)) throw Wrong($"'{key}' is not known here" + (_read.Count == 0 ? "" : $"; known are {string.Join(", ", _read)}"));
    }

    private StepParameter? Find(string key)
    {
        _read.Add(key);
        return spec.Parameters.GetValueOrDefault(key);
    }
}
