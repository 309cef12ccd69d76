namespace EdgeAppliance.Daemon.Uplink;

/// <summary>What the other side takes.</summary>
internal sealed record LinkLimits(int InFlightMax, long MessageBytesMax);
