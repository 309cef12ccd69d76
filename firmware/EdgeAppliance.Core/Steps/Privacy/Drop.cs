using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Leaves channels out, or readings that a condition holds for, or channels of such readings. A reading that lacks a channel of
/// the condition counts as one that it holds for: what cannot be judged does not leave.</summary>
internal sealed class Drop : Step
{
    private readonly DropOptions _options;
    private readonly Condition? _when;
    private readonly LeavingChannels _leaving;
    private readonly OutputBatch _output = new();
    private ChannelSet? _channels;
    private bool[] _missing = [];

    /// <exception cref="ArgumentException">The condition cannot be read.</exception>
    public Drop(DropOptions options)
    {
        _options = options;
        _leaving = new LeavingChannels(options.Leaving);
        string? error = null;
        _when = options.When.Length == 0 ? null : ConditionParser.Parse(options.When, options.Constants, out error) ?? throw new ArgumentException(error, nameof(options));
    }

    public override void Process(ReadingBatch batch)
    {
        if (_leaving.Take(batch.Channels)) Resolve(batch.Channels);
        if (_channels is not { } channels || batch.Count == 0) return;
        var output = _output.For(batch.Source, batch.Device, channels, batch.Count, batch.Cleared || _options.Leaving.Clears);
        for (int row = 0; row < batch.Count; row++) Take(batch, row, output);
        if (output.Count > 0) Next?.Process(output);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = DropBinder.Bind(configuration);
        return _ => new Drop(options);
    }

    private void Resolve(ChannelSet channels)
    {
        _missing = [.. (_leaving.Channels?.Names.ToArray() ?? []).Select(_options.Channels.Contains)];
        // Its values leave as they are, so that they mean what they meant.
        _channels = _leaving.Channels?.WithTextsOf(channels);
    }

    private void Take(ReadingBatch batch, int row, ReadingBatch output)
    {
        bool holds = _when is not null && _when.Evaluate(batch, row) != Truth.No;
        if (holds && _options.Channels.Count == 0) return;
        int to = output.AddRow(batch.TimesUs[row]);
        var from = _leaving.From;
        for (int c = 0; c < from.Length; c++)
            if (!(holds && _missing[c])) output.Set(to, c, batch.Get(row, from[c]));
    }
}
