using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Postprocessing;
using EdgeAppliance.Inference.Preprocessing;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Inference.Windows;

/// <summary>A manifest's way from a window of readings to named results, bound once and shared by all sessions of the model.</summary>
internal sealed class WindowPlan
{
    /// <summary>More results than this belong into one number by a postprocessing step, not each into every record.</summary>
    public const int ResultsMax = 256;

    private readonly int[] _places;

    private WindowPlan(BundleManifest manifest, WindowShape shape)
    {
        Shape = shape;
        Channels = WindowShape.ChannelsOf(manifest);
        (Preprocess, Quantization) = PreprocessCatalog.Bind(manifest, shape);
        var layout = new ResultLayout(manifest.Outputs);
        Postprocess = PostprocessCatalog.Bind(manifest, layout, shape.Values);
        ScratchValues = layout.Length;
        int results = layout.Vectors.Sum(vector => vector.Count);
        if (results > ResultsMax)
            throw new ModelLoadException($"The model gives {results} results for a window, and {ResultsMax} are the limit: name a postprocess step that makes fewer of them, such as reduce.");
        Results = [.. layout.Vectors.SelectMany(vector => Enumerable.Range(0, vector.Count).Select(vector.NameOf))];
        Texts = [.. layout.Vectors.SelectMany(vector => Enumerable.Range(0, vector.Count).Select(vector.TextsOf))];
        _places = [.. layout.Vectors.SelectMany(vector => Enumerable.Range(vector.Offset, vector.Count))];
        if (Results.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ModelLoadException($"Two results are named '{twice.Key}'; rename one with a postprocess step's 'as' or with label.");
        Threshold = manifest.Threshold;
        Picture = PictureShape.Of(manifest);
        Boxes = layout.Boxes is { } boxes ? BoxResults.Of(boxes, Results) : null;
        if (Threshold is not null && Results.Contains(ThresholdName))
            throw new ModelLoadException($"A result is named '{ThresholdName}', as is the channel that the manifest's threshold goes into.");
        Score = Math.Max(0, Array.IndexOf(Results, "score"));
    }

    /// <summary>The channel beside the results that holds the limit of the score.</summary>
    public const string ThresholdName = "threshold";

    public WindowShape Shape { get; }

    /// <summary>Empty where the model takes whatever channels the window has, in their order.</summary>
    public IReadOnlyList<string> Channels { get; }

    public Preprocessor[] Preprocess { get; }

    public Quantization? Quantization { get; }

    public Postprocessor[] Postprocess { get; }

    public int ScratchValues { get; }

    /// <summary>The results' names, in order.</summary>
    public string[] Results { get; }

    /// <summary>What the values of each result stand for, such as classes; null where they are numbers.</summary>
    public IReadOnlyList<string>?[] Texts { get; }

    /// <summary>The result that a threshold is held against: <c>score</c>, else the first.</summary>
    public int Score { get; }

    public double? Threshold { get; }

    /// <summary>The pictures that it takes; null where its channels are no picture's colours.</summary>
    public PictureShape? Picture { get; }

    /// <summary>Where the boxes that it finds stand in the results; null where it finds none.</summary>
    public BoxResults? Boxes { get; }

    /// <exception cref="ModelLoadException">The model does not take windows, or its processing is not known here.</exception>
    public static WindowPlan Bind(BundleManifest manifest) => new(manifest, WindowShape.Of(manifest));

    /// <summary>Picks the results out of the array that postprocessing worked on.</summary>
    public void Project(ReadOnlySpan<double> scratch, Span<double> results)
    {
        for (int i = 0; i < _places.Length; i++) results[i] = scratch[_places[i]];
    }
}
