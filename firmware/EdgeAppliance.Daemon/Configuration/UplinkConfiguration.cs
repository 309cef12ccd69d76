namespace EdgeAppliance.Daemon.Configuration;

internal abstract record UplinkConfiguration(string Name, string Type)
{
    /// <summary>Changes whenever anything of the uplink does, or a secret of it.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>A message that is not acknowledged for this long means that the link is dead.</summary>
    public abstract TimeSpan SilenceMax { get; }
}
