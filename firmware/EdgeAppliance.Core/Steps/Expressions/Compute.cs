using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Expressions;

/// <summary>Computes channels of others by expressions such as <c>volts * amps</c> or <c>temp &gt; 80 ? 1 : 0</c>, in the order in which they stand, so that
/// one may use those before it. One that is named as a channel takes its place; all others pass unchanged. What is no finite number is missing.</summary>
internal sealed class Compute : Step
{
    private readonly ComputeOptions _options;
    private readonly AddedChannels _channels;
    private readonly OutputBatch _output = new();
    private readonly double[] _stack;
    private readonly double[] _arguments;
    private double[] _row = [];

    // For each name of each expression its place in the row, or -1 for its constant.
    private readonly int[][] _from;
    private readonly double[][] _constants;

    public Compute(ComputeOptions options)
    {
        _options = options;
        _channels = new AddedChannels(options.Channels);
        _stack = new double[options.Expressions.Max(expression => expression.StackDepth)];
        _arguments = new double[options.Expressions.Max(expression => expression.Names.Count)];
        _from = [.. options.Expressions.Select(expression => new int[expression.Names.Count])];
        _constants = [.. options.Expressions.Select(expression => expression.Names.Select(name => options.Constants.GetValueOrDefault(name, double.NaN)).ToArray())];
    }

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (_channels.Take(batch.Channels)) Resolve(batch.Channels);
        var output = _output.For(batch, _channels.Channels, batch.Count);
        var places = _channels.Places;
        for (int row = 0; row < batch.Count; row++)
        {
            for (int c = 0; c < batch.Channels.Count; c++) _row[c] = batch.Get(row, c);
            for (int e = 0; e < places.Length; e++) _row[places[e]] = Result(e);
            int to = output.AddRow(batch.TimesUs[row]);
            for (int c = 0; c < _row.Length; c++) output.Set(to, c, _row[c]);
        }
        _output.HandOn(Next);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = ComputeBinder.Bind(configuration);
        return _ => new Compute(options);
    }

    private double Result(int expression)
    {
        var from = _from[expression];
        for (int i = 0; i < from.Length; i++) _arguments[i] = from[i] < 0 ? _constants[expression][i] : _row[from[i]];
        double result = _options.Expressions[expression].Evaluate(_arguments, _stack);
        return double.IsFinite(result) ? result : double.NaN;
    }

    private void Resolve(ChannelSet channels)
    {
        int known = channels.Count;
        for (int e = 0; e < _from.Length; e++)
        {
            for (int i = 0; i < _from[e].Length; i++)
                _from[e][i] = _channels.Channels.IndexOf(_options.Expressions[e].Names[i]) is var at && at < known ? at : -1;
            known = Math.Max(known, _channels.Places[e] + 1);
        }
        _row = new double[_channels.Channels.Count];
    }
}
