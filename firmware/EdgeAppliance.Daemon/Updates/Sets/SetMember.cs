namespace EdgeAppliance.Daemon.Updates.Sets;

/// <summary>A model of a set that ran in another version before, or not at all.</summary>
internal sealed record SetMember(string Model, string Version);
