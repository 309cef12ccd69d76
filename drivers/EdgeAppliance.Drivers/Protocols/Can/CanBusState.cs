using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>What the controller's error frames say of the bus. Written by the source's thread, read by any.</summary>
internal sealed class CanBusState(string subject, TimeProvider time)
{
    private static readonly TimeSpan s_shown = TimeSpan.FromMinutes(1);

    private volatile bool _isOff;
    private volatile bool _isPassive;
    private long _errors;
    private long _overflows;
    private long _noAcknowledge;
    private long _lastAt = long.MinValue;

    public long Errors => Interlocked.Read(ref _errors);

    /// <summary>The interface was opened: whatever it was before, its controller has begun anew.</summary>
    public void Begin() => _isOff = _isPassive = false;

    public void Note(ref CanFrame error)
    {
        Interlocked.Increment(ref _errors);
        Volatile.Write(ref _lastAt, time.GetTimestamp());
        if ((error.Id & CanUapi.ErrorNoAcknowledge) != 0) Interlocked.Increment(ref _noAcknowledge);
        if ((error.Id & CanUapi.ErrorBusOff) != 0) _isOff = true;
        if ((error.Id & CanUapi.ErrorRestarted) != 0) _isOff = _isPassive = false;
        if ((error.Id & CanUapi.ErrorController) == 0 || error.Length <= CanUapi.ControllerByte) return;
        int controller = error.Data[CanUapi.ControllerByte];
        if ((controller & CanUapi.OverflowBits) != 0) Interlocked.Increment(ref _overflows);
        if ((controller & CanUapi.PassiveBits) != 0) _isPassive = true;
        if ((controller & (CanUapi.ActiveBit | CanUapi.WarningBits)) != 0) _isPassive = false;
    }

    /// <summary>A frame came: a controller that is off gets none.</summary>
    public void NoteFrame()
    {
        if (_isOff) _isOff = false;
    }

    public void AddConditions(List<HealthCondition> conditions)
    {
        long lastAt = Volatile.Read(ref _lastAt);
        if (_isOff)
            conditions.Add(Condition("can.bus-off", HealthSeverity.Error, "The controller has left the bus after too many errors.", "Check wires, termination and bit rate; ip link set can0 type can restart-ms 100 lets it come back by itself."));
        else if (_isPassive)
            conditions.Add(Condition("can.passive", HealthSeverity.Warning, "The controller meets so many errors that it only listens.", "Check wires, both terminations of 120 ohms, and that all have the same bit rate."));
        else if (lastAt != long.MinValue && time.GetElapsedTime(lastAt) < s_shown)
            conditions.Add(Condition("can.errors", HealthSeverity.Warning, "There were errors on the bus.", "Check wires, both terminations of 120 ohms, and that all have the same bit rate."));
    }

    private HealthCondition Condition(string code, HealthSeverity severity, string text, string remedy) => new(code, severity, subject,
        $"{text} Since the start: {Errors} error frames, {Interlocked.Read(ref _noAcknowledge)} of them for want of an acknowledge, {Interlocked.Read(ref _overflows)} for an overflow.", remedy);
}
