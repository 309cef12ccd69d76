using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>One device's steps, ending in the pipeline's records.</summary>
internal sealed class DeviceChain
{
    private readonly RecordWriter _writer;
    private byte[] _subject = [];
    private string? _device;
    private readonly RecordJson _json = new();
    private readonly RecordJson _alarmJson = new();
    private readonly RecordType _type;
    private readonly Step[] _steps;

    public DeviceChain(PipelineOptions options, string source, string device, RecordWriter writer)
    {
        _writer = writer;
        _steps = options.Steps.Build(new StepContext(options.Name, source, device, OnAlarm), new Emit(OnBatch));
        _type = RecordType.Reading;
        foreach (var step in _steps) _type = step.Makes ?? _type;
    }

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

    private void OnBatch(ReadingBatch batch) => _writer.Write(_type, Subject(batch), _json, batch);

    private void OnAlarm(AlarmChange change) => _writer.Write(Subject(change.Batch), _alarmJson, change);

    /// <summary>The device as the steps before have named it. An alarm among them may know it by another name than the end does.</summary>
    private byte[] Subject(ReadingBatch batch)
    {
        if (_device == batch.Device) return _subject;
        _device = batch.Device;
        return _subject = Encoding.UTF8.GetBytes(batch.Device);
    }
}
