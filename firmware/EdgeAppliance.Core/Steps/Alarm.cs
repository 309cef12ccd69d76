using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps;

/// <summary>Raises an alarm once its condition held for so many readings in a row, and clears it once it did not for so many.
/// A reading that lacks a channel of the condition counts for neither. Readings pass on unchanged, each after the alarm it raised.</summary>
public sealed class Alarm : Step
{
    private readonly AlarmOptions _options;
    private readonly AlarmHandler _onAlarm;
    private readonly Condition _condition;
    private readonly AlarmState _state;

    /// <exception cref="ArgumentException">The condition cannot be read.</exception>
    public Alarm(AlarmOptions options, AlarmHandler onAlarm)
    {
        _options = options;
        _onAlarm = onAlarm;
        _state = new AlarmState(options.RaiseAfter, options.ClearAfter);
        _condition = ConditionParser.Parse(options.When, options.Constants, out string? error) ?? throw new ArgumentException(error, nameof(options));
    }

    public override void Process(ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++) Judge(batch, row);
        Next?.Process(batch);
    }

    public override void SaveState(StateWriter writer) => _state.Save(writer);

    public override void LoadState(ref StateReader reader) => _state.Load(ref reader);

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
        if (_state.Takes(_condition.Evaluate(batch, row))) _onAlarm(new AlarmChange(_options.Name, _state.Active, batch, row));
    }
}
