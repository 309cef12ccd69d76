using EdgeAppliance.Inference.Windows;

namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>Binds <c>boxes</c>: <c>format</c>, <c>width</c> and <c>height</c> of what the model takes, <c>least</c> (the score from which on a box counts), <c>overlap</c>, <c>max</c> and <c>as</c>.</summary>
internal static class BoxesBinder
{
    private const int BoxesMax = 50;

    private static readonly string[] s_sides = ["x", "y", "width", "height", "score"];

    public static Postprocessor Bind(StepParameters parameters, ResultLayout layout, int inputValues)
    {
        string format = parameters.Text("format");
        int width = Whole(parameters, "width", null), height = Whole(parameters, "height", null);
        double least = Part(parameters, "least", 0.6), overlap = Part(parameters, "overlap", 0.3);
        int max = Whole(parameters, "max", 8);
        string name = parameters.Text("as", "box");
        if (format != "yunet") throw parameters.Wrong("'format' must be yunet");
        if (max > BoxesMax) throw parameters.Wrong($"'max' must be at most {BoxesMax}");
        var reader = Yunet(parameters, layout, width, height, least);
        var score = layout.Add("score", 1);
        var vectors = new BoxVectors(layout.Add($"{name}.count", 1), layout.Add(name, max * Boxes.ValuesPerBox));
        vectors = vectors with { Boxes = layout.Label(vectors.Boxes, [.. Enumerable.Range(0, max).SelectMany(i => s_sides.Select(side => $"{name}[{i}].{side}"))]) };
        layout.Boxes = vectors;
        return new Boxes(reader, vectors, score.Offset, overlap);
    }

    private static YunetBoxes Yunet(StepParameters parameters, ResultLayout layout, int width, int height, double least)
    {
        var levels = new List<YunetLevel>();
        foreach (int stride in (ReadOnlySpan<int>)[8, 16, 32])
        {
            int places = width / stride * (height / stride);
            levels.Add(new YunetLevel(stride, Output($"cls_{stride}", places), Output($"obj_{stride}", places), Output($"bbox_{stride}", 4 * places)));
            if (layout.Find($"kps_{stride}") is { } points) layout.Remove(points);
        }
        return new YunetBoxes([.. levels], width, height, least);

        ResultVector Output(string name, int count)
        {
            var found = layout.Find(name) ?? throw parameters.Wrong($"there is no output '{name}'");
            if (found.Count != count) throw parameters.Wrong($"'{name}' has {found.Count} values, where a picture of {width} × {height} has {count}");
            layout.Remove(found);
            return found;
        }
    }

    private static int Whole(StepParameters parameters, string key, double? fallback)
    {
        double number = parameters.Number(key, fallback);
        return number is >= 1 and <= 4096 && number == Math.Floor(number) ? (int)number : throw parameters.Wrong($"'{key}' must be a whole number from 1 to 4096");
    }

    private static double Part(StepParameters parameters, string key, double fallback)
    {
        double number = parameters.Number(key, fallback);
        return number is > 0 and <= 1 ? number : throw parameters.Wrong($"'{key}' must be more than 0 and at most 1");
    }
}
