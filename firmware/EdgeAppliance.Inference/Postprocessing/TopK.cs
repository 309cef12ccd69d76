using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary><c>topk</c>: the <c>k</c> largest values of an output, largest first and the first of equals, in place of it: <c>top[i]</c> is the place, or the
/// class of it where there are <c>names</c>, <c>top[i].score</c> the value.</summary>
internal sealed class TopK(Range range, int to, int k) : Postprocessor
{
    private const int Most = 32;

    public override void Apply(Span<double> values, ReadOnlySpan<double> input)
    {
        var from = values[range];
        var best = values.Slice(to, 2 * k);
        for (int i = 0; i < k; i++) (best[2 * i], best[2 * i + 1]) = (double.NaN, double.NaN);
        int taken = 0;
        for (int i = 0; i < from.Length; i++)
        {
            int place = taken;
            while (place > 0 && !(best[2 * place - 1] >= from[i])) place--;
            if (place == k) continue;
            taken = Math.Min(taken + 1, k);
            best[(2 * place)..(2 * taken - 2)].CopyTo(best[(2 * place + 2)..]);
            (best[2 * place], best[2 * place + 1]) = (i, from[i]);
        }
    }

    public static Postprocessor Bind(StepParameters parameters, ResultLayout layout, int inputValues)
    {
        var vector = layout.Find(parameters);
        double k = parameters.Number("k");
        if (!(k is >= 1 and <= Most) || k != Math.Floor(k) || k > vector.Count) throw parameters.Wrong($"'k' must be a whole number from 1 to {Math.Min(Most, vector.Count)}");
        string name = parameters.Text("as", "top");
        var classes = ResultLayout.Names(parameters, vector);
        layout.Remove(vector);
        var added = layout.Add(name, 2 * (int)k);
        added = layout.Label(added, [.. Enumerable.Range(0, (int)k).SelectMany(i => (string[])[$"{name}[{i}]", $"{name}[{i}].score"])]);
        layout.Name(added, classes, every: 2);
        return new TopK(vector.Range, added.Offset, (int)k);
    }
}
