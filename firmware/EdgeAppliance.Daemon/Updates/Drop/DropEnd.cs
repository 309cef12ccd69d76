namespace EdgeAppliance.Daemon.Updates.Drop;

/// <summary>How the installation of a dropped bundle ended.</summary>
internal sealed record DropEnd(bool IsDone, string? Reason);
