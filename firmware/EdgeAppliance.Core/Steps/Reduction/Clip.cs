using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps.Timing;

namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>Hands on readings around an event at their full rate, and no others: from so long before it is raised, while it lasts, until so long after.
/// An event that is raised again before the clip's end makes it longer; one that lasts too long has its clip end, and must clear before the next.</summary>
/// <remarks>Readings that come late are in the clip that their time is in, as long as it is the newest. Readings before an event are kept in a ring of
/// bounded size, whose oldest make room: a clip may then begin later than told.</remarks>
internal sealed class Clip : Step
{
    private const int RowsMax = 256;

    private readonly ClipOptions _options;
    private readonly AlarmHandler _onAlarm;
    private readonly Condition _condition;
    private readonly AlarmState _event;
    private readonly ClipTime _time;
    private readonly RowRing _ring;
    private readonly ChannelUnion _union = new();
    private readonly OutputBatch _output = new();
    private ChannelSet? _names;

    /// <exception cref="ArgumentException">The condition cannot be read.</exception>
    public Clip(ClipOptions options, AlarmHandler onAlarm)
    {
        (_options, _onAlarm) = (options, onAlarm);
        _condition = ConditionParser.Parse(options.Event.When, options.Event.Constants, out string? error) ?? throw new ArgumentException(error, nameof(options));
        _event = new AlarmState(options.Event.RaiseAfter, options.Event.ClearAfter);
        (_time, _ring) = (new ClipTime(options), new RowRing(options.ReadingsMax));
    }

    public override void Process(ReadingBatch batch)
    {
        if (batch.Count == 0) return;
        if (_union.Take(batch.Channels)) Widen();
        _output.For(batch, _names!, RowsMax);
        for (int row = 0; row < batch.Count; row++)
            if (TimeGrid.Holds(batch.TimesUs[row])) Take(batch, row);
        _output.HandOn(Next);
    }

    public override void SaveState(StateWriter writer)
    {
        _union.Save(writer);
        _event.Save(writer);
        _time.Save(writer);
        _ring.Save(writer);
    }

    public override void LoadState(ref StateReader reader)
    {
        _union.Load(ref reader);
        _event.Load(ref reader);
        _time.Load(ref reader);
        _ring.Load(ref reader, _union.Count);
        if (_union.Channels is not null) Name();
    }

    public static StepFactory Bind(StepConfiguration configuration)
    {
        var options = ClipBinder.Bind(configuration);
        return context => new Clip(options, context.OnAlarm);
    }

    private void Take(ReadingBatch batch, int row)
    {
        long time = batch.TimesUs[row];
        bool isBack = !_time.Goes(time);
        if (isBack) _ring.Clear(_union.Count);
        bool changed = _event.Takes(_condition.Evaluate(batch, row));
        if (changed && _options.RaisesAlarm) _onAlarm(new AlarmChange(_options.Event.Name, _event.Active, batch, row));
        if (_event.Active && (changed || isBack) && _time.Begin(time)) HandOnRing();
        else if (_event.Active) _time.GoOn(time);
        if (_time.Holds(time)) AddRow(batch, row);
        else
        {
            _ring.DropUntil(_time.KeptFromUs - 1);
            _ring.Add(time, batch, row, _union.From);
        }
    }

    private void HandOnRing()
    {
        for (int i = 0; i < _ring.Count; i++)
        {
            // An event that came late ends before the newest of them.
            if (!_time.Holds(_ring.TimeUs(i))) continue;
            var (output, to) = _output.AddRow(Next, _ring.TimeUs(i));
            for (int c = 0; c < _union.Count; c++) output.Set(to, c, _ring.Value(i, c));
            Number(output, to);
        }
        _ring.Clear(_union.Count);
    }

    private void AddRow(ReadingBatch batch, int row)
    {
        var (output, to) = _output.AddRow(Next, batch.TimesUs[row]);
        var from = _union.From;
        for (int c = 0; c < from.Length; c++)
            if (from[c] >= 0) output.Set(to, c, batch.Get(row, from[c]));
        Number(output, to);
    }

    private void Number(ReadingBatch output, int row)
    {
        if (_options.Number is not null) output.Set(row, _union.Count, _time.Number);
    }

    private void Widen()
    {
        if (_ring.Count == 0) _ring.Clear(_union.Count);
        else _ring.Widen(_union.Count);
        Name();
    }

    /// <exception cref="StepException">A channel has the name of the number.</exception>
    private void Name()
    {
        var names = _union.Channels!;
        if (_options.Number is not { } number) _names = names;
        else if (names.IndexOf(number) >= 0) throw new UnfitReadingException($"The reading already has a channel '{number}', which this step adds.");
        else _names = new ChannelSet([.. names.Names, number]);
    }
}
