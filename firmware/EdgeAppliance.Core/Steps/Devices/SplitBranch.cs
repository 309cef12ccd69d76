using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Devices;

/// <summary>One way that readings go from a <c>split</c>: the first step of a chain of its own.</summary>
internal sealed class SplitBranch(SplitRoute route) : Step
{
    private readonly Condition? _when = route.When.Length == 0 ? null : ConditionParser.Parse(route.When, route.Constants, out _)!;
    private readonly OutputBatch _output = new();
    private ChannelSet? _resolved;
    private ChannelSet? _channels;
    private int[] _from = [];
    private string? _device;
    private string _name = "";

    /// <summary>Begins with a batch, whose rows are asked for and added one by one.</summary>
    public void Begin(ReadingBatch batch)
    {
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        if (_device != batch.Device) (_device, _name) = (batch.Device, route.Device.Replace(SplitRoute.DeviceSoFar, batch.Device, StringComparison.Ordinal));
        _output.For(batch.Source, _name, _channels!, batch.Count, batch.Cleared);
    }

    /// <summary>Whether the reading belongs here: the condition holds, and there is any of the channels.</summary>
    public bool Takes(ReadingBatch batch, int row)
    {
        if (_when is not null && _when.Evaluate(batch, row) != Truth.Yes) return false;
        if (route.Channels.Count == 0) return true;
        foreach (int from in _from)
            if (from >= 0 && !double.IsNaN(batch.Get(row, from))) return true;
        return false;
    }

    public void Add(ReadingBatch batch, int row)
    {
        var (output, to) = _output.AddRow(Next, batch.TimesUs[row]);
        for (int c = 0; c < _from.Length; c++)
            if (_from[c] >= 0) output.Set(to, c, batch.Get(row, _from[c]));
    }

    public void HandOn() => _output.HandOn(Next);

    public override void Process(ReadingBatch batch) => throw new StepException("A split adds readings one by one.");

    private void Resolve(ChannelSet channels)
    {
        _channels = route.Channels.Count == 0 ? channels : (_channels ?? new ChannelSet([.. route.Channels])).WithTextsOf(channels);
        _from = [.. _channels.Names.ToArray().Select(channels.IndexOf)];
        _resolved = channels;
    }
}
