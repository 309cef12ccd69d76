using System.Globalization;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Privacy.Noise;

/// <summary>Adds noise to values so that nobody can tell one reading's value within its declared range from another (differential privacy), and stops when the stream's
/// budget for the period is spent. Missing values stay missing, and cost nothing.</summary>
internal sealed class AddNoise : Step
{
    private readonly NoiseOptions _options;
    private readonly NoiseChannel[] _noises;
    private readonly LeavingChannels _leaving;
    private readonly OutputBatch _output = new();
    private readonly PrivacyBudget _budget;
    private NoiseChannel?[] _resolved = [];
    private long _lastUs = long.MinValue;
    private long _ordinal;

    /// <param name="chanceFor">The bits for one channel.</param>
    public AddNoise(NoiseOptions options, Func<NoiseChannelOptions, Chance> chanceFor, BudgetMeter meter)
    {
        _options = options;
        _noises = [.. options.Channels.Select(channel => new NoiseChannel(channel, options.Mechanism, chanceFor(channel)))];
        _leaving = new LeavingChannels(options.Leaving);
        _budget = new PrivacyBudget(options.Budget, meter);
    }

    internal override PrivacyBudget Budget => _budget;

    public override void Process(ReadingBatch batch)
    {
        if (_leaving.Take(batch.Channels)) Resolve();
        if (_leaving.Channels is not { } channels || batch.Count == 0) return;
        var output = _output.For(batch.Source, batch.Device, channels, batch.Count, batch.Cleared || _options.Leaving.Clears);
        for (int row = 0; row < batch.Count; row++) Take(batch, row, output);
        if (output.Count > 0) Next?.Process(output);
    }

    /// <summary>What was spent is not here: it outlives a change of the steps, which this state does not.</summary>
    public override void SaveState(StateWriter writer)
    {
        writer.Write(_lastUs);
        writer.Write(_ordinal);
    }

    public override void LoadState(ref StateReader reader)
    {
        _lastUs = reader.ReadInt64();
        _ordinal = reader.ReadInt64();
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        byte[] key = configuration.Key("key");
        var options = NoiseBinder.Bind(configuration);
        return context => new AddNoise(options, channel => ChanceFor(key, context, options.Mechanism, channel), context.Budgets);
    }

    private static KeyedChance ChanceFor(byte[] key, StepContext context, NoiseMechanism mechanism, NoiseChannelOptions channel) => new(
        key, "noise 1", context.Pipeline, context.Source, context.Device, channel.Name, mechanism.ToString(),
        string.Create(CultureInfo.InvariantCulture, $"{channel.Scale.T}/{channel.Scale.S} {channel.Grid.Step:R}"));

    private void Take(ReadingBatch batch, int row, ReadingBatch output)
    {
        long timeUs = batch.TimesUs[row];
        _ordinal = timeUs == _lastUs ? _ordinal + 1 : 0;
        _lastUs = timeUs;
        var from = _leaving.From;
        long cost = 0;
        for (int c = 0; c < from.Length; c++)
            if (_resolved[c] is { } noise && !double.IsNaN(batch.Get(row, from[c]))) cost += noise.Cost;
        if (cost > 0 && !_budget.TryCharge(timeUs, cost)) return;
        int to = output.AddRow(timeUs);
        for (int c = 0; c < from.Length; c++)
        {
            double value = batch.Get(row, from[c]);
            output.Set(to, c, _resolved[c] is { } noise && !double.IsNaN(value) ? noise.Of(value, timeUs, _ordinal) : value);
        }
    }

    private void Resolve()
    {
        var names = _options.Channels.Select(channel => channel.Name).ToList();
        _resolved = [.. (_leaving.Channels?.Names.ToArray() ?? []).Select(name => names.IndexOf(name) is >= 0 and var at ? _noises[at] : null)];
    }
}
