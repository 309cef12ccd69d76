namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Who may read what provisioning writes.</summary>
internal static class Modes
{
    public const UnixFileMode Secret = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    public const UnixFileMode Public = Secret | UnixFileMode.GroupRead | UnixFileMode.OtherRead;
    public const UnixFileMode SecretFolder = Secret | UnixFileMode.UserExecute;
    public const UnixFileMode PublicFolder = Public | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
}
