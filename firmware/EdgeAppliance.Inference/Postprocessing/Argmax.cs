using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary><c>argmax</c>: adds the index of an output's largest value, the first of equals, under the name <c>as</c>; NaN where a value is none. With <c>names</c>
/// records have the class of that index.</summary>
internal sealed class Argmax(Range range, int to) : Postprocessor
{
    public override void Apply(Span<double> values, ReadOnlySpan<double> input)
    {
        var from = values[range];
        int largest = 0;
        bool known = true;
        for (int i = 0; i < from.Length; i++)
        {
            if (from[i] > from[largest]) largest = i;
            known &= !double.IsNaN(from[i]);
        }
        values[to] = known ? largest : double.NaN;
    }

    public static Postprocessor Bind(StepParameters parameters, ResultLayout layout, int inputValues)
    {
        var vector = layout.Find(parameters);
        var added = layout.Add(parameters.Text("as", "label"), 1);
        layout.Name(added, ResultLayout.Names(parameters, vector));
        return new Argmax(vector.Range, added.Offset);
    }
}
