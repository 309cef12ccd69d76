namespace EdgeAppliance.Daemon.Uplink;

/// <summary>The other side cannot be reached, went away or refused a message. The uplink tries again.</summary>
internal sealed class LinkException(string message, Exception? inner = null) : Exception(message, inner);
