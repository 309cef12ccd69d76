namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>A deployment that this device does not take, now or later: the action ends with the message as its reason.</summary>
internal sealed class HawkbitRefusal(string reason) : Exception(reason);
