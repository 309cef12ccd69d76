using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Makes one reading a window: for each channel its count, sum, mean, extremes or deviation, named as in <c>temp.mean</c>.
/// Tumbling where the hop is the size, else sliding. Channels that come later are added; missing values do not count.</summary>
public sealed class Aggregate : Step
{
    private readonly AggregateOptions _options;
    private readonly Tumble? _tumble;
    private readonly SlidingRows? _slide;
    private readonly ChannelUnion _union = new();
    private readonly OutputBatch _output = new();
    private ChannelSet? _results;

    public Aggregate(AggregateOptions options)
    {
        _options = options;
        if (options.Hop == options.Size) _tumble = new Tumble(options.Size);
        else _slide = new SlidingRows(options.Size, options.Hop);
    }

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (_union.Take(batch.Channels)) Widen();
        var output = _output.For(batch, _results!, batch.Count + 1);
        for (int row = 0; row < batch.Count; row++)
        {
            if (_tumble is not null) AddTumbling(batch, row, output);
            else if (_slide!.Add(batch, row, _union.From)) HandOnSlide(batch.TimesUs[row], output);
        }
        if (output.Count > 0) Next?.Process(output);
    }

    public override void SaveState(StateWriter writer)
    {
        _union.Save(writer);
        _tumble?.Save(writer);
        _slide?.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        _union.Load(ref reader);
        if (_union.Channels is not null) Widen();
        _tumble?.Load(ref reader);
        _slide?.Load(ref reader);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var size = configuration.Extent("size", null);
        var hop = configuration.Extent("hop", size);
        if (size.IsTime != hop.IsTime) configuration.Report("hop", "must be a number of readings where size is one, and a duration where size is one.");
        var functions = new List<AggregateFunction>();
        foreach (string name in configuration.Texts("functions"))
        {
            if (Array.IndexOf(Names, name) is var at and >= 0) functions.Add((AggregateFunction)at);
            else configuration.Report($"functions[{functions.Count}]", $"'{name}' is not known; known are {string.Join(", ", Names)}.");
        }
        if (functions.Count == 0) functions.AddRange([AggregateFunction.Count, AggregateFunction.Mean, AggregateFunction.Min, AggregateFunction.Max, AggregateFunction.Std]);
        var options = new AggregateOptions(size, hop, [.. functions]);
        return _ => new Aggregate(options);
    }

    private static readonly string[] Names = ["count", "sum", "mean", "min", "max", "std"];

    private void AddTumbling(ReadingBatch batch, int row, ReadingBatch output)
    {
        if (_tumble!.EndsBefore(batch.TimesUs[row])) HandOnTumble(output);
        if (_tumble.Add(batch, row, _union.From)) HandOnTumble(output);
    }

    private void HandOnTumble(ReadingBatch output)
    {
        int to = output.AddRow(_tumble!.NewestUs);
        int column = 0;
        for (int c = 0; c < _union.Count; c++)
            foreach (var function in _options.Functions) output.Set(to, column++, _tumble.Result(c, function));
        _tumble.Open();
    }

    private void HandOnSlide(long timeUs, ReadingBatch output)
    {
        int to = output.AddRow(timeUs);
        var rows = _slide!.Rows;
        int column = 0;
        for (int c = 0; c < _union.Count; c++)
        {
            var accumulator = new Accumulator();
            for (int i = 0; i < rows.Count; i++) accumulator.Add(rows.Value(i, c));
            foreach (var function in _options.Functions) output.Set(to, column++, accumulator.Result(function));
        }
    }

    private void Widen()
    {
        _tumble?.Widen(_union.Count);
        if (_slide is not null && _slide.Rows.Count == 0) _slide.Clear(_union.Count);
        else _slide?.Rows.Widen(_union.Count);
        var names = new List<string>();
        foreach (string channel in _union.Channels!.Names)
            foreach (var function in _options.Functions) names.Add($"{channel}.{Names[(int)function]}");
        _results = new ChannelSet(names.ToArray());
    }
}
