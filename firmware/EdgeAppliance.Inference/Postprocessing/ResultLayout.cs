using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>Where each result lies in one array while a manifest's postprocessing is bound: the outputs first, then what steps add.</summary>
internal sealed class ResultLayout
{
    private readonly List<ResultVector> _vectors = [];

    public ResultLayout(IReadOnlyList<TensorSpec> outputs)
    {
        foreach (var output in outputs) Add(output.Name, output.Elements);
    }

    /// <summary>Values in the array.</summary>
    public int Length { get; private set; }

    public IReadOnlyList<ResultVector> Vectors => _vectors;

    /// <summary>Where a step puts the boxes that it finds; null where none does.</summary>
    public BoxVectors? Boxes { get; set; }

    public ResultVector Add(string name, int count)
    {
        var vector = new ResultVector(name, Length, count, []);
        _vectors.Add(vector);
        Length += count;
        return vector;
    }

    /// <summary>The vector of a name; null where there is none.</summary>
    public ResultVector? Find(string name) => _vectors.Find(vector => vector.Name == name);

    /// <summary>The vector that a step's <c>output</c> names; the first one where it names none.</summary>
    public ResultVector Find(StepParameters parameters)
    {
        string name = parameters.Text("output", _vectors[0].Name);
        return Find(name)
            ?? throw parameters.Wrong($"there is no output '{name}'; there are {string.Join(", ", _vectors.Select(vector => vector.Name))}");
    }

    /// <summary>The vector is no result any more, but what was made of it.</summary>
    public void Remove(ResultVector vector) => _vectors.Remove(vector);

    /// <summary>The names of the classes that a vector scores, with commas between, under a step's <c>names</c>; null where it has none.</summary>
    public static IReadOnlyList<string>? Names(StepParameters parameters, ResultVector vector)
    {
        if (!parameters.Has("names")) return null;
        string[] names = parameters.Text("names").Split(',', StringSplitOptions.TrimEntries);
        return names.Length == vector.Count && !names.Contains("") ? names : throw parameters.Wrong($"'names' must be {vector.Count} names with commas between");
    }

    /// <summary>The vector's values are places in a list of names.</summary>
    /// <param name="every">Every so many of them, from the first on.</param>
    public void Name(ResultVector vector, IReadOnlyList<string>? names, int every = 1) =>
        _vectors[_vectors.IndexOf(vector)] = vector with { Texts = names, TextsEvery = every };

    /// <returns>The vector as it is now.</returns>
    public ResultVector Label(ResultVector vector, IReadOnlyList<string> labels) => _vectors[_vectors.IndexOf(vector)] = vector with { Labels = labels };
}
