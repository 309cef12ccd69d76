using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Health;

/// <summary>A clock that can be set, as a time server does, without the monotonic one moving.</summary>
internal sealed class SteppedTime(DateTimeOffset start) : FakeTimeProvider(start)
{
    public TimeSpan Step { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Step;

    // The base takes it from the settable clock; a boot began an hour ago.
    public override long GetTimestamp() => (base.GetUtcNow() - start).Ticks + TimeSpan.TicksPerHour;
}
