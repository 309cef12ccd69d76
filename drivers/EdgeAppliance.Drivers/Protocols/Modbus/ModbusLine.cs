using EdgeAppliance.Core.Health;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>The one connection or wire that a source's devices share: one request at a time, opened when it is needed and again after it broke.
/// The source's thread and commands use it.</summary>
/// <param name="faults">Of the line itself.</param>
internal sealed class ModbusLine(ModbusOptions options, SourceFaults faults, TimeProvider time, CancellationToken stop) : IDisposable
{
    // Readings that nobody answered, one after the other: the other end may be gone without a word.
    private const int SilentMax = 2;

    private static readonly TimeSpan s_foreignShown = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private ModbusFraming? _framing;
    private int _silent;
    private long _foreignOfFraming;
    private long _foreign;
    private long _foreignAt = long.MinValue;

    public CancellationToken Stop => stop;

    /// <summary>Whether it could not be opened, which is then its own fault and not a unit's.</summary>
    public bool IsDown => faults.IsFailing;

    public long Opened { get; private set; }

    /// <summary>Answers that were passed over, because they were late or for another request.</summary>
    public long Foreign
    {
        get { lock (_lock) return _foreign; }
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
            finally
            {
                NoteForeign_NeedsLock(framing);
            }
        }
    }

    /// <summary>A unit's reading was given up. Where that is the only thing that happens on a line it is opened anew.</summary>
    public void NoteSilence()
    {
        lock (_lock)
            if (++_silent >= SilentMax) Close_NeedsLock();
    }

    public void AddConditions(string subject, List<HealthCondition> conditions)
    {
        lock (_lock)
        {
            if (_foreignAt == long.MinValue || time.GetElapsedTime(_foreignAt) > s_foreignShown) return;
            conditions.Add(new HealthCondition("modbus.foreign-answers", HealthSeverity.Warning, subject, $"{_foreign} answers since the start came too late, or were for another request.",
                "Make the timeout longer; on a serial line see that no other master and no second unit of the same number is there."));
        }
    }

    public void Dispose()
    {
        lock (_lock) Close_NeedsLock();
    }

    private ModbusFraming Open_NeedsLock()
    {
        if (faults.IsWaiting) throw new BusException(BusFault.Unplugged, "The line cannot be opened; the source's condition says why.");
        try
        {
            var link = options.Open(time, stop);
            Opened++;
            _foreignOfFraming = 0;
            faults.Clear();
            return options.IsRtu ? new RtuFraming(link, time, options.Echoes) : new TcpFraming(link, time);
        }
        catch (BusException e)
        {
            faults.Note(e);
            faults.GiveUp(e);
            throw;
        }
    }

    private void NoteForeign_NeedsLock(ModbusFraming framing)
    {
        if (framing.Foreign == _foreignOfFraming) return;
        _foreign += framing.Foreign - _foreignOfFraming;
        _foreignOfFraming = framing.Foreign;
        _foreignAt = time.GetTimestamp();
    }

    private void Close_NeedsLock()
    {
        _silent = 0;
        _framing?.Dispose();
        _framing = null;
    }
}
