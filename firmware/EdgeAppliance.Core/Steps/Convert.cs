using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Brings channels to other units: output = input × scale + offset. Channels it does not name pass unchanged.</summary>
public sealed class Convert(ConvertOptions options) : Step
{
    private readonly OutputBatch _output = new();
    private ChannelSet? _resolved;
    private ChannelConversion?[] _conversions = [];

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        var output = _output.For(batch, batch.Channels, batch.Count);
        foreach (long time in batch.TimesUs) output.AddRow(time);
        for (int c = 0; c < _conversions.Length; c++)
        {
            var from = batch.Column(c);
            var to = output.WritableColumn(c);
            if (_conversions[c] is not { } conversion) from.CopyTo(to);
            else for (int row = 0; row < to.Length; row++) to[row] = from[row] * conversion.Scale + conversion.Offset;
        }
        Next?.Process(output);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var conversions = new List<ChannelConversion>();
        foreach (var (channel, value) in configuration.Members("channels"))
            conversions.Add(BindChannel(channel, configuration.Nested("channels", channel, value)));
        if (!configuration.Has("channels")) configuration.Report("channels", "is missing: channel names with their units.");
        var options = new ConvertOptions(conversions);
        return _ => new Convert(options);
    }

    private static ChannelConversion BindChannel(string channel, StepConfiguration configuration)
    {
        double scale = configuration.Number("scale", 1);
        double offset = configuration.Number("offset", 0);
        string from = configuration.Text("from", "");
        string to = configuration.Text("to", "");
        configuration.RefuseUnknown();
        if (from.Length == 0 && to.Length == 0) return new ChannelConversion(channel, scale, offset);
        if (configuration.Has("scale") || configuration.Has("offset")) configuration.Report("from", "cannot stand beside scale and offset.");
        if (UnitTable.TryConversion(from, to, out double unitScale, out double unitOffset, out string? error)) return new ChannelConversion(channel, unitScale, unitOffset);
        configuration.Report(UnitTable.Knows(from) ? "to" : "from", error!);
        return new ChannelConversion(channel, 1, 0);
    }

    private void Resolve(ChannelSet channels)
    {
        _conversions = new ChannelConversion?[channels.Count];
        foreach (var conversion in options.Channels)
            if (channels.IndexOf(conversion.Channel) is var at and >= 0) _conversions[at] = conversion;
        _resolved = channels;
    }
}
