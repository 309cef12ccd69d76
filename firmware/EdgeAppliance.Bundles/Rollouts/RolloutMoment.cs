namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>The time by which a device goes.</summary>
/// <param name="Now">The latest time known.</param>
/// <param name="Zone">Of the clock on the wall.</param>
/// <param name="IsRight">Whether the clock is known to be right: windows are waited for until it is.</param>
public sealed record RolloutMoment(DateTimeOffset Now, TimeZoneInfo Zone, bool IsRight);
