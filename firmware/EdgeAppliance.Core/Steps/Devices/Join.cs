using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Devices;

/// <summary>Gives readings the numbers and texts that a table has of their device, or of the number in one of their channels, as channels: ratings, positions,
/// limits that steps behind it compute with. One that is named as a channel takes its place; where the table has nothing they are missing.</summary>
internal sealed class Join(JoinOptions options) : Step
{
    private readonly AddedChannels _channels = new(options.Columns, options.Texts);
    private readonly double[] _nothing = [.. options.Columns.Select(_ => double.NaN)];
    private readonly OutputBatch _output = new();
    private string? _device;
    private double[] _ofDevice = [];
    private int _by = -1;

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (_channels.Take(batch.Channels)) _by = options.By is null ? -1 : batch.Channels.IndexOf(options.By);
        if (_device != batch.Device) (_device, _ofDevice) = (batch.Device, options.Devices.GetValueOrDefault(batch.Device) ?? options.Others ?? _nothing);
        var output = _output.For(batch, _channels.Channels, batch.Count);
        var places = _channels.Places;
        for (int row = 0; row < batch.Count; row++)
        {
            int to = _output.CopyRow(batch, row);
            var values = options.By is null ? _ofDevice : OfNumber(batch, row);
            for (int c = 0; c < places.Length; c++) output.Set(to, places[c], values[c]);
        }
        _output.HandOn(Next);
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = JoinBinder.Bind(configuration);
        return _ => new Join(options);
    }

    private double[] OfNumber(ReadingBatch batch, int row)
    {
        double number = _by < 0 ? double.NaN : batch.Get(row, _by);
        return !double.IsNaN(number) && options.Numbers.TryGetValue(number, out var values) ? values : options.Others ?? _nothing;
    }
}
