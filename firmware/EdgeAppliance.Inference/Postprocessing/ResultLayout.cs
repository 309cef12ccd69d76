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

    /// <returns>The vector as it is now.</returns>
    public ResultVector Label(ResultVector vector, IReadOnlyList<string> labels) => _vectors[_vectors.IndexOf(vector)] = vector with { Labels = labels };
}
