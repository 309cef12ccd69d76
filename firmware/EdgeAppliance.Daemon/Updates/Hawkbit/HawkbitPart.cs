namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>A bundle of an action.</summary>
internal sealed record HawkbitPart(string Name, string Version, HawkbitPartState State)
{
    /// <summary>What decides how it ends, from when it is installed on: itself, or the members of a set.</summary>
    public IReadOnlyList<HawkbitInstall> Installs { get; init; } = [];
}
