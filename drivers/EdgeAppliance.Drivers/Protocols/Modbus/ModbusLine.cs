using EdgeAppliance.Core.Health;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>The one connection or wire that a source's devices share: one request at a time, opened when it is needed and again after it broke.
/// The source's thread and commands use it.</summary>
internal sealed class ModbusLine(ModbusOptions options, DriverContext context, CancellationToken stop) : IDisposable
{
    // Readings that nobody answered, one after the other: the other end may be gone without a word.
    private const int SilentMax = 2;

    private readonly SensorFaults _faults = new($"sources.{context.Name}", context.Time, ModbusFaults.Policy);
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private ModbusFraming? _framing;
    private int _silent;
    private long _foreign;

    public CancellationToken Stop => stop;

    /// <summary>Whether it could not be opened, which is then its own fault and not a unit's.</summary>
    public bool IsDown => _faults.IsFailing;

    public long Opened { get; private set; }

    public long Foreign
    {
        get { lock (_lock) return _foreign + (_framing?.Foreign ?? 0); }
    }

    /// <summary>Sends a request once and waits for its answer.</summary>
    /// <returns>The answer's bytes; what is in them is an answer to the request.</returns>
    /// <exception cref="BusException">The line is not there, or nobody answered.</exception>
    public int Exchange(byte unit, ReadOnlySpan<byte> request, Span<byte> answer)
    {
        lock (_lock)
        {
            if (stop.IsCancellationRequested) throw new BusException(BusFault.Unplugged, "The source ends.");
            var framing = _framing ??= Open_NeedsLock();
            try
            {
                int bytes = framing.Exchange(unit, request, answer, options.Timeout);
                _silent = 0;
                return bytes;
            }
            catch (BusException e) when (framing.IsBroken(e.Fault))
            {
                Close_NeedsLock();
                throw;
            }
        }
    }

    /// <summary>A unit's reading was given up. Where that is the only thing that happens on a line it is opened anew.</summary>
    public void NoteSilence()
    {
        lock (_lock)
            if (++_silent >= SilentMax) Close_NeedsLock();
    }

    public void AddConditions(List<HealthCondition> conditions) => _faults.AddConditions(conditions);

    public void Dispose()
    {
        lock (_lock) Close_NeedsLock();
    }

    private ModbusFraming Open_NeedsLock()
    {
        if (_faults.IsWaiting) throw new BusException(BusFault.Unplugged, "The line cannot be opened; the source's condition says why.");
        try
        {
            var link = options.Open(context.Time, stop);
            Opened++;
            _faults.Clear();
            return options.IsRtu ? new RtuFraming(link, context.Time) : new TcpFraming(link, context.Time);
        }
        catch (BusException e)
        {
            _faults.Note(e);
            _faults.GiveUp(e);
            throw;
        }
    }

    private void Close_NeedsLock()
    {
        _silent = 0;
        _foreign += _framing?.Foreign ?? 0;
        _framing?.Dispose();
        _framing = null;
    }
}
