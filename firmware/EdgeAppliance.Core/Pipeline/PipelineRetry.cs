using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Core.Pipeline;

/// <summary>When a failed pipeline is tried again: twice as long after each failure in the same place, up to a limit.</summary>
internal sealed class PipelineRetry(PipelineOptions options, TimeProvider time)
{
    private HealthCondition? _condition;
    private long _failedAt;
    private TimeSpan _wait;
    private long _position;

    public HealthCondition? Condition => Volatile.Read(ref _condition);

    public bool IsDue => Condition is null || time.GetElapsedTime(_failedAt) >= _wait;

    public void Failed(HealthCondition condition, long position)
    {
        _wait = Condition is null ? options.RetryFirst : _wait * 2 < options.RetryMax ? _wait * 2 : options.RetryMax;
        _failedAt = time.GetTimestamp();
        _position = position;
        Volatile.Write(ref _condition, condition);
    }

    /// <summary>Records up to here are stored: a failure before it is over.</summary>
    public void Passed(long cursor)
    {
        if (Condition is not null && cursor > _position) Volatile.Write(ref _condition, null);
    }
}
