using System.Text.Json.Serialization;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>A bundle of an action.</summary>
internal sealed record HawkbitPart(string Name, string Version, HawkbitPartState State)
{
    /// <summary>From when it is installed on. The last decides how it ends: of a set of models the set itself, whose members are kept or taken back with it.</summary>
    public IReadOnlyList<HawkbitInstall> Installs { get; init; } = [];

    /// <summary>Null where it is not installed yet.</summary>
    [JsonIgnore]
    public HawkbitInstall? Watched => Installs.Count > 0 ? Installs[^1] : null;
}
