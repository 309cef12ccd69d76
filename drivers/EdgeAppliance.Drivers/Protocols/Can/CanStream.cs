using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>One message's frames, as readings. Used by the source's thread; anyone may ask for the conditions.</summary>
internal sealed class CanStream : IDisposable
{
    private const int RowsMax = 32;

    private readonly CanMessage _message;
    private readonly SourceMeter _meter;
    private readonly Delivery _delivery;
    private readonly SilenceWatch _watch;
    private readonly int _bytesNeeded;
    private ReadingBatch? _batch;
    private long _nextUs = long.MinValue;
    private long _short;

    public CanStream(CanMessage message, DriverContext context, SourceMeter meter, int unstoredMax)
    {
        _message = message;
        _meter = meter;
        _delivery = new Delivery(context, meter, message.Name);
        _delivery.Open(new ChannelSet([.. message.Signals.Select(signal => signal.Name)]), RowsMax, unstoredMax);
        _watch = new SilenceWatch("can.silent", $"sources.{context.Name}.messages.{message.Name}", "No frame", message.SilentAfter, context.Time);
        // A signal that is there with one selector alone may lie behind a shorter frame's end.
        _bytesNeeded = message.Signals.Where(signal => double.IsNaN(signal.When)).Select(signal => signal.Bits.BytesNeeded).DefaultIfEmpty(0).Max();
    }

    public CanFilter Filter => _message.Filter;

    /// <summary>Frames too short for their signals.</summary>
    public long Short => Interlocked.Read(ref _short);

    /// <summary>The interface was opened.</summary>
    public void Begin() => _watch.Note();

    public void Take(ref CanFrame frame)
    {
        _watch.Note();
        if (frame.TimeUs < _nextUs && frame.TimeUs > _nextUs - 2 * (long)_message.AtMostEvery.TotalMicroseconds) return;
        if (frame.Length < _bytesNeeded)
        {
            Interlocked.Increment(ref _short);
            _meter.CountRefused();
            return;
        }
        if (_message.AtMostEvery > TimeSpan.Zero) _nextUs = frame.TimeUs + (long)_message.AtMostEvery.TotalMicroseconds;
        if (_batch is { Count: RowsMax }) HandOn();
        _batch ??= _delivery.TryTake();
        if (_batch is not null) Add(_batch, ref frame);
    }

    /// <summary>Hands on what came: called once nothing more waits.</summary>
    public void HandOn()
    {
        if (_batch is null) return;
        _delivery.HandOn(_batch);
        _batch = null;
    }

    public void AddConditions(List<HealthCondition> conditions)
    {
        _watch.AddConditions(conditions);
        _delivery.AddConditions(conditions);
    }

    public void Dispose() => _delivery.Dispose();

    private void Add(ReadingBatch batch, ref CanFrame frame)
    {
        int row = batch.AddRow(frame.TimeUs);
        var data = frame.Data;
        double selected = _message.Selector < 0 ? double.NaN : _message.Signals[_message.Selector].Bits.Read(data);
        for (int c = 0; c < _message.Signals.Count; c++)
        {
            var signal = _message.Signals[c];
            bool isThere = double.IsNaN(signal.When) || signal.When == selected && data.Length >= signal.Bits.BytesNeeded;
            batch.Set(row, c, isThere ? signal.Bits.Read(data, signal.Scale, signal.Offset) : double.NaN);
        }
    }
}
