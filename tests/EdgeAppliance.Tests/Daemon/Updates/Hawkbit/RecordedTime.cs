using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>A test's own time, which knows how long whoever waits has said that it will.</summary>
internal sealed class RecordedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentQueue<TimeSpan> _waits = new();

    /// <summary>In the order that they were begun in.</summary>
    public IReadOnlyCollection<TimeSpan> Waits => _waits;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        _waits.Enqueue(dueTime);
        return timer;
    }
}
