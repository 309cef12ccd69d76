using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Health;

/// <summary>A clock that can be set, as a time server does, without the monotonic one moving.</summary>
internal sealed class SteppedTime : FakeTimeProvider
{
    private readonly long _bootTicks;

    public SteppedTime(DateTimeOffset start)
        : base(start) => _bootTicks = start.Ticks - TimeSpan.TicksPerHour;

    public TimeSpan Step { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;

    // The base takes it from the settable clock. The boot began an hour ago.
    public override long GetTimestamp() => base.GetUtcNow().Ticks - _bootTicks;
}
