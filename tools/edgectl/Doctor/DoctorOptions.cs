using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Edgectl.Doctor;

/// <param name="Besides">The folder to look for the daemon's program in first.</param>
internal sealed record DoctorOptions(string StateDirectory, string ConfigFile, string Besides, ControlTarget Target)
{
    /// <summary>An earlier report, in JSON: what it tells of uplinks, sources and the like is no news.</summary>
    public string? KnownFile { get; init; }

    /// <summary>Where systemd keeps the unit's credentials while it runs (systemd.exec(5)).</summary>
    public string CredentialsDirectory { get; init; } = "/run/credentials/edge-appliance.service";

    /// <summary>Of another machine only what the daemon says of itself can be seen.</summary>
    public bool IsHere => Target.Url is null;
}
