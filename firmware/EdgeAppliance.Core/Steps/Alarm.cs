using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Raises an alarm once its condition held for so many readings in a row, and clears it once it did not for so many.
/// A reading that lacks a channel of the condition counts for neither. Readings pass on unchanged, each after the alarm it raised.</summary>
public sealed class Alarm : Step
{
    private readonly AlarmOptions _options;
    private readonly AlarmHandler _onAlarm;
    private readonly Condition _condition;
    private bool _active;
    private long _against;

    /// <exception cref="ArgumentException">The condition cannot be read.</exception>
    public Alarm(AlarmOptions options, AlarmHandler onAlarm)
    {
        _options = options;
        _onAlarm = onAlarm;
        _condition = ConditionParser.Parse(options.When, options.Constants, out string? error) ?? throw new ArgumentException(error, nameof(options));
    }

    public override void Process(ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++) Judge(batch, row);
        Next?.Process(batch);
    }

    public override void SaveState(StateWriter writer)
    {
        writer.Write(_active);
        writer.Write(_against);
    }

    public override void LoadState(ref StateReader reader)
    {
        _active = reader.ReadBoolean();
        _against = reader.ReadInt64();
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var (when, constants) = ConditionBinder.Bind(configuration);
        if (configuration.Has("threshold")) constants["threshold"] = configuration.Number("threshold", 0);
        if (!configuration.Has("when")) configuration.Report("when", "is missing: a condition such as \"score > threshold\".");
        var options = new AlarmOptions(configuration.Text("name", when), when, configuration.Integer("raiseAfter", 1, 1, 1_000_000),
            configuration.Integer("clearAfter", 1, 1, 1_000_000), constants);
        return context => new Alarm(options, context.OnAlarm);
    }

    private void Judge(ReadingBatch batch, int row)
    {
        var truth = _condition.Evaluate(batch, row);
        if (truth == Truth.Unknown) return;
        if (truth == Truth.Yes == _active)
        {
            _against = 0;
            return;
        }
        if (++_against < (_active ? _options.ClearAfter : _options.RaiseAfter)) return;
        _against = 0;
        _active = !_active;
        _onAlarm(new AlarmChange(_options.Name, _active, batch, row));
    }
}
