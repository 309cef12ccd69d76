using System.Collections.Immutable;
using System.Text.Json;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Expressions;

/// <summary>Computes channels of others by expressions such as <c>volts * amps</c> or <c>temp &gt; 80 ? 1 : 0</c>, in the order in which they stand, so that
/// one may use those before it. One that is named as a channel takes its place; all others pass unchanged. What is no finite number is missing.</summary>
internal sealed class Compute : Step
{
    private readonly ComputeOptions _options;
    private readonly OutputBatch _output = new();
    private readonly double[] _stack;
    private readonly double[] _arguments;
    private ChannelSet? _resolved;
    private ChannelSet? _channels;
    private double[] _row = [];

    // A place in the row for each name of each expression, or -1 for its constant; and where each result goes.
    private readonly int[][] _from;
    private readonly double[][] _constants;
    private readonly int[] _to;

    public Compute(ComputeOptions options)
    {
        _options = options;
        _stack = new double[options.Expressions.Max(expression => expression.StackDepth)];
        _arguments = new double[options.Expressions.Max(expression => expression.Names.Count)];
        _from = [.. options.Expressions.Select(expression => new int[expression.Names.Count])];
        _constants = [.. options.Expressions.Select(expression => expression.Names.Select(name => options.Constants.GetValueOrDefault(name, double.NaN)).ToArray())];
        _to = new int[options.Expressions.Length];
    }

    /// <exception cref="StepException">There are more channels than <see cref="StepLimits.ChannelsMax"/>.</exception>
    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        var output = _output.For(batch, _channels!, batch.Count);
        for (int row = 0; row < batch.Count; row++)
        {
            for (int c = 0; c < batch.Channels.Count; c++) _row[c] = batch.Get(row, c);
            for (int e = 0; e < _to.Length; e++) _row[_to[e]] = Result(e);
            int to = output.AddRow(batch.TimesUs[row]);
            for (int c = 0; c < _row.Length; c++) output.Set(to, c, _row[c]);
        }
        _output.HandOn(Next);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var channels = ImmutableArray.CreateBuilder<string>();
        var expressions = ImmutableArray.CreateBuilder<Expression>();
        foreach (var (channel, value) in configuration.Members("channels"))
        {
            string? error = "must be an expression such as \"volts * amps\".";
            if (value.ValueKind == JsonValueKind.String && ExpressionParser.Parse(value.GetString()!, out error) is { } expression)
            {
                channels.Add(channel);
                expressions.Add(expression);
            }
            else configuration.Report($"channels.{channel}", error!);
        }
        if (!configuration.Has("channels")) configuration.Report("channels", "is missing: names, each with an expression such as \"volts * amps\".");
        var options = new ComputeOptions(channels.ToImmutable(), expressions.ToImmutable(), ConditionBinder.BindConstants(configuration));
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
        var names = new List<string>(channels.Names.ToArray());
        for (int e = 0; e < _to.Length; e++)
        {
            for (int i = 0; i < _from[e].Length; i++) _from[e][i] = names.IndexOf(_options.Expressions[e].Names[i]);
            _to[e] = names.IndexOf(_options.Channels[e]);
            if (_to[e] >= 0) continue;
            _to[e] = names.Count;
            names.Add(_options.Channels[e]);
        }
        if (names.Count > StepLimits.ChannelsMax) throw new StepException($"A reading has more than {StepLimits.ChannelsMax} channels with those that are computed.");
        _channels = new ChannelSet([.. names]);
        _row = new double[names.Count];
        _resolved = channels;
    }
}
