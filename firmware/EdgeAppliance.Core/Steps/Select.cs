using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Keeps the named channels, in the order named, under new names where told. A channel that a reading lacks is missing in
/// the output; a batch that has none of them is left out.</summary>
public sealed class Select : Step
{
    private readonly SelectOptions _options;
    private ChannelSet _channels;
    private readonly int[] _from;
    private readonly OutputBatch _output = new();
    private ChannelSet? _resolved;
    private bool _any;

    public Select(SelectOptions options)
    {
        _options = options;
        _channels = new ChannelSet(options.Names.ToArray());
        _from = new int[options.Channels.Count];
    }

    public override void Process(ReadingBatch batch)
    {
        if (!ReferenceEquals(_resolved, batch.Channels)) Resolve(batch.Channels);
        if (!_any || batch.Count == 0) return;
        var output = _output.For(batch, _channels, batch.Count);
        foreach (long time in batch.TimesUs) output.AddRow(time);
        for (int c = 0; c < _from.Length; c++)
            if (_from[c] >= 0) batch.Column(_from[c]).CopyTo(output.WritableColumn(c));
        Next?.Process(output);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var channels = configuration.Texts("channels");
        if (!configuration.Has("channels")) configuration.Report("channels", "is missing: the list of channels to keep.");
        var names = channels.ToArray();
        if (configuration.Has("as"))
        {
            foreach (var (channel, name) in configuration.Members("as"))
            {
                int at = Array.IndexOf(names, channel);
                if (at < 0) configuration.Report($"as.{channel}", "is not among the channels that are kept.");
                else if (name.ValueKind != System.Text.Json.JsonValueKind.String || string.IsNullOrEmpty(name.GetString())) configuration.Report($"as.{channel}", "must be a name.");
                else names[at] = name.GetString()!;
            }
        }
        if (names.Distinct().Count() != names.Length) configuration.Report("as", "gives two channels the same name.");
        var options = new SelectOptions(channels, names);
        return _ => new Select(options);
    }

    private void Resolve(ChannelSet channels)
    {
        _any = false;
        for (int c = 0; c < _from.Length; c++)
        {
            _from[c] = channels.IndexOf(_options.Channels[c]);
            _any |= _from[c] >= 0;
        }
        _channels = _channels.WithTexts([.. _from.Select(from => from < 0 ? null : channels.TextsOf(from))]);
        _resolved = channels;
    }
}
