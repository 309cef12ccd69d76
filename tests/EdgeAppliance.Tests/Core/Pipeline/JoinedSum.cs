using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Tests.Core.Pipeline;

/// <summary>Sums up the first channel of all devices. A reading with a channel <c>c</c> is found out not to fit when it is in the sum already.</summary>
/// <param name="onSave">Told of each copy of its state.</param>
internal sealed class JoinedSum(Action? onSave = null) : Step
{
    private static readonly ChannelSet s_channels = new("sum", "count");

    private readonly OutputBatch _output = new();
    private double _sum;
    private long _count;

    public static StepPlan Plan(Action? onSave = null) => new([_ => new JoinedSum(onSave)]) { JoinsDevices = true };

    public override void Process(ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            _sum += batch.Get(row, 0);
            _count++;
            if (batch.Channels.IndexOf("c") >= 0) throw new UnfitReadingException("There is a channel 'c'.");
            _output.For("all", "all", s_channels, 1).AddRow(batch.TimesUs[row], [_sum, _count]);
            _output.HandOn(Next);
        }
    }

    public override void SaveState(StateWriter writer)
    {
        onSave?.Invoke();
        writer.Write(_sum);
        writer.Write(_count);
    }

    public override void LoadState(ref StateReader reader) => (_sum, _count) = (reader.ReadDouble(), reader.ReadInt64());
}
