using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Gives the device, and numbers that are identifiers, other names. Where it treats numbers it adds the channel <c>keyId</c>, so that names
/// of two keys are not taken for one another.</summary>
internal sealed class Pseudonymise(PseudonymiseOptions options) : Step
{
    private const string KeyChannel = "keyId";

    private readonly LeavingChannels _leaving = new(options.Leaving, options.Channels.Count > 0 ? KeyChannel : null);
    private readonly OutputBatch _output = new();
    private bool[] _isIdentifier = [];
    private string? _device;
    private string _named = "";

    public override void Process(ReadingBatch batch)
    {
        if (_leaving.Take(batch.Channels)) _isIdentifier = [.. (_leaving.Channels?.Names.ToArray() ?? []).Select(options.Channels.Contains)];
        if (_leaving.Channels is not { } channels || batch.Count == 0) return;
        if (_device != batch.Device) (_device, _named) = (batch.Device, options.Device ? options.Pseudonym.Of(batch.Device) : batch.Device);
        var output = _output.For(batch.Source, _named, channels, batch.Count, batch.Cleared || options.Leaving.Clears);
        foreach (long time in batch.TimesUs) output.AddRow(time);
        var from = _leaving.From;
        for (int c = 0; c < from.Length; c++) Name(batch.Column(from[c]), output.WritableColumn(c), _isIdentifier[c]);
        if (options.Channels.Count > 0) output.WritableColumn(from.Length).Fill(options.Pseudonym.KeyId);
        Next?.Process(output);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = PseudonymiseBinder.Bind(configuration);
        return _ => new Pseudonymise(options);
    }

    private void Name(ReadOnlySpan<double> from, Span<double> to, bool isIdentifier)
    {
        if (!isIdentifier) from.CopyTo(to);
        else for (int row = 0; row < to.Length; row++) to[row] = options.Pseudonym.Of(from[row]);
    }
}
