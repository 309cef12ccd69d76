using EdgeAppliance.Core.Health;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers;

/// <summary>Counts by name what fails, a sensor or what a source keeps open, says what is wrong, and how long to leave it alone.</summary>
/// <remarks>Written by the source's thread, read by any.</remarks>
/// <param name="subject">What is at fault: a source, or a device of one.</param>
internal sealed class SourceFaults(string subject, TimeProvider time, FaultPolicy policy)
{
    private static readonly TimeSpan s_shown = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_waitMin = TimeSpan.FromMilliseconds(100);

    private readonly long[] _counts = new long[BusFaults.Count];
    private volatile BusException? _now;
    private volatile BusException? _last;
    private long _lastAt = long.MinValue;

    // The source's thread alone.
    private TimeSpan _wait;

    /// <summary>As <see cref="TimeProvider.GetTimestamp"/> counts.</summary>
    public long TryAgainAt { get; private set; } = long.MinValue;

    /// <summary>Whether it was opened in vain a short while ago: asking a bus that is stuck takes its time.</summary>
    public bool IsWaiting => time.GetTimestamp() < TryAgainAt;

    /// <summary>Whether the last reading was given up.</summary>
    public bool IsFailing => _now is not null;

    public long Count(BusFault fault) => Interlocked.Read(ref _counts[(int)fault]);

    /// <summary>One attempt failed.</summary>
    public void Note(BusException fault)
    {
        Interlocked.Increment(ref _counts[(int)fault.Fault]);
        _last = fault;
        Volatile.Write(ref _lastAt, time.GetTimestamp());
    }

    /// <summary>The reading was given up: from now on the condition is an error, until <see cref="Clear"/>.</summary>
    public void GiveUp(BusException fault)
    {
        _now = fault;
        _wait = _wait == default ? s_waitMin : TimeSpan.FromTicks(Math.Min(_wait.Ticks * 2, policy.WaitMax.Ticks));
        TryAgainAt = time.GetTimestamp() + (long)(_wait.TotalSeconds * time.TimestampFrequency);
    }

    public void Clear()
    {
        if (_now is not null) _now = null;
        _wait = default;
    }

    public void AddConditions(List<HealthCondition> conditions)
    {
        if (_now is { } now) conditions.Add(Condition(now, HealthSeverity.Error, now.Message));
        else if (_last is { } last && time.GetElapsedTime(Volatile.Read(ref _lastAt)) < s_shown)
            conditions.Add(Condition(last, HealthSeverity.Warning, $"Faults in between, mended by trying again; the last: {last.Message}"));
    }

    private HealthCondition Condition(BusException fault, HealthSeverity severity, string text) =>
        new($"{policy.Prefix}.{BusFaults.Name(fault.Fault)}", severity, subject, $"{text} Since the start: {Counts()}.", policy.Remedy(fault.Fault));

    private string Counts()
    {
        var counts = new List<string>();
        for (int fault = 0; fault < _counts.Length; fault++)
            if (Count((BusFault)fault) is > 0 and var count) counts.Add($"{BusFaults.Name((BusFault)fault)} {count}");
        return string.Join(", ", counts);
    }
}
