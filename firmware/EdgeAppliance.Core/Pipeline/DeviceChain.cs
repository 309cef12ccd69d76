using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Privacy.Noise;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>One device's steps, ending in the pipeline's records.</summary>
internal sealed class DeviceChain
{
    private readonly RecordWriter _writer;
    private readonly RecordForms _forms = new();
    private readonly RecordForms _alarmForms = new();
    private readonly RecordType _type;
    private readonly Step[] _steps;

    public DeviceChain(PipelineOptions options, string source, string device, RecordWriter writer, StepMeters meters)
    {
        _writer = writer;
        _steps = options.Steps.Build(new StepContext(options.Name, source, device, OnAlarm) { Budgets = meters.Budgets, Pictures = meters.Pictures, Late = meters.Late }, new Emit(OnBatch));
        _type = RecordType.Reading;
        foreach (var step in _steps)
        {
            _type = step.Makes ?? _type;
            Budget ??= step.Budget;
        }
    }

    /// <summary>The device's privacy budget; null where no step spends one.</summary>
    public PrivacyBudget? Budget { get; }

    public IReadOnlyList<Step> Steps => _steps;

    public void Process(ReadingBatch batch) => _steps[0].Process(batch);

    public void Flush()
    {
        foreach (var step in _steps) step.Flush();
    }

    public void Save(StateWriter writer)
    {
        foreach (var step in _steps) step.SaveState(writer);
    }

    public void Load(ref StateReader reader)
    {
        foreach (var step in _steps) step.LoadState(ref reader);
    }

    private void OnBatch(ReadingBatch batch)
    {
        var form = _forms.For(batch);
        _writer.Write(_type, form.Subject, form.Json, batch);
    }

    /// <summary>An alarm among the steps may know the device by another name than the end does.</summary>
    private void OnAlarm(AlarmChange change)
    {
        var form = _alarmForms.For(change.Batch);
        _writer.Write(form.Subject, form.Json, change);
    }
}
