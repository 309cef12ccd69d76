using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Edgectl.Doctor;

/// <param name="Besides">The folder to look for the daemon's program in first.</param>
internal sealed record DoctorOptions(string StateDirectory, string ConfigFile, string Besides, ControlTarget Target)
{
    /// <summary>Of another machine only what the daemon says of itself can be seen.</summary>
    public bool IsHere => Target.Url is null;
}
