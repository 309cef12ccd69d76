namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Which devices are let in.</summary>
/// <param name="DeviceFolder">Null for <c>devices</c> in the state directory.</param>
/// <param name="AuthorityFile">PEM; who vouches for devices' certificates.</param>
/// <param name="Tenants">On whose behalf devices may report; one name in each. Empty where any name is taken.</param>
internal sealed record AccessConfiguration(string? DeviceFolder, string? AuthorityFile, IReadOnlySet<string> Tenants)
{
    /// <summary>Lists of certificates that authorities have revoked, PEM or DER.</summary>
    public IReadOnlyList<string> RevocationFiles { get; init; } = [];

    /// <summary>Null where the appliance issues no certificates.</summary>
    public SiteCaConfiguration? SiteCa { get; init; }

    /// <summary>Null where bearer tokens of no issuer are taken.</summary>
    public OAuthConfiguration? OAuth { get; init; }

    public bool Equals(AccessConfiguration? other) =>
        other is not null && DeviceFolder == other.DeviceFolder && AuthorityFile == other.AuthorityFile && SiteCa == other.SiteCa && OAuth == other.OAuth && RevocationFiles.SequenceEqual(other.RevocationFiles) && Tenants.SetEquals(other.Tenants);

    public override int GetHashCode() => HashCode.Combine(DeviceFolder, AuthorityFile, Tenants.Count);
}
