using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>One device on a line, read at its own beat. Used by the source's thread; anyone may ask for the conditions.</summary>
internal sealed class ModbusUnit : IDisposable
{
    private static readonly TimeSpan s_lateShown = TimeSpan.FromMinutes(1);

    private readonly ModbusLine _line;
    private readonly DriverContext _context;
    private readonly SourceMeter _meter;
    private readonly string _subject;
    private readonly SourceFaults _faults;
    private readonly Delivery _delivery;
    private readonly ModbusReader _reader;
    private readonly Func<Beat> _makeBeat;
    private readonly double[] _row;
    private Beat? _beat;
    private long _late;
    private long _lateAt = long.MinValue;

    public ModbusUnit(ModbusUnitOptions unit, ModbusOptions options, ModbusLine line, SourceMeter meter, ModbusSurroundings around)
    {
        _line = line;
        _context = around.Context;
        _meter = meter;
        _subject = unit.Device.Length > 0 ? $"sources.{_context.Name}.units.{unit.Device}" : $"sources.{_context.Name}";
        _faults = new SourceFaults(_subject, _context.Time, ModbusFaults.Policy);
        _reader = new ModbusReader(unit, options, line, _faults, new Pause(_context.Time, around.Timer));
        _makeBeat = () => new Beat(_context.Time, around.Timer, unit.Every);
        _row = new double[unit.Channels.Count];
        _delivery = new Delivery(_context, meter, unit.Device.Length > 0 ? unit.Device : null);
        _delivery.Open(new ChannelSet([.. unit.Channels.Select(channel => channel.Name)]), 1, options.UnstoredMax);
    }

    /// <summary>The first reading is due at once: whoever has just wired a device should not wait a long beat to see that it works.</summary>
    public long DueAt => _beat?.DueAt ?? 0;

    public void Read()
    {
        if (_beat is null) _beat = _makeBeat();
        else if (_beat.Pass() is > 0 and var late) NoteLate(late);
        if (_faults.IsWaiting) _meter.CountRefused();
        else if (_delivery.TryTake() is { } batch) Read(batch);
    }

    public void AddConditions(List<HealthCondition> conditions)
    {
        if (!_line.IsDown) _faults.AddConditions(conditions);
        _reader.AddConditions(_subject, conditions);
        _delivery.AddConditions(conditions);
        long lateAt = Volatile.Read(ref _lateAt);
        if (lateAt != long.MinValue && _context.Time.GetElapsedTime(lateAt) < s_lateShown)
            conditions.Add(SourceConditions.Late(_subject, Interlocked.Read(ref _late)));
    }

    public void Dispose() => _delivery.Dispose();

    private void Read(ReadingBatch batch)
    {
        long nowUs = _context.Time.NowUs();
        try
        {
            bool any = _reader.Read(_row);
            _faults.Clear();
            if (any) batch.AddRow(nowUs, _row);
            else _meter.CountRefused();
        }
        catch (BusException e)
        {
            GiveUp(e);
        }
        finally
        {
            _delivery.HandOn(batch);
        }
    }

    private void GiveUp(BusException e)
    {
        _meter.CountRefused();
        // A line that cannot be opened is said once, and not by each unit.
        if (_line.IsDown || _line.Stop.IsCancellationRequested) return;
        _faults.Note(e);
        _faults.GiveUp(e);
        if (e.Fault == BusFault.NoAnswer) _line.NoteSilence();
    }

    private void NoteLate(long beats)
    {
        Interlocked.Add(ref _late, beats);
        _meter.CountSkipped(beats);
        Volatile.Write(ref _lateAt, _context.Time.GetTimestamp());
    }
}
