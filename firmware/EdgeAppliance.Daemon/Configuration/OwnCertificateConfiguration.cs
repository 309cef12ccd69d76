namespace EdgeAppliance.Daemon.Configuration;

/// <summary>A certificate of the appliance's own that it gets and renews by itself.</summary>
/// <param name="CertificateFile">PEM, with those above it behind; replaced by each renewal.</param>
/// <param name="KeyFile">PEM, of ECDSA; made where there is none, and kept.</param>
internal sealed record OwnCertificateConfiguration(string Name, string CertificateFile, string KeyFile)
{
    /// <summary>Where it is enrolled over EST (RFC 7030); null for the site authority of this appliance.</summary>
    public Uri? Est { get; init; }

    /// <summary>PEM; whom to trust that the server is it. Null for the system's authorities.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>For the first certificate; those that follow are asked for with the one before.</summary>
    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>Of the subject; null for the appliance's id.</summary>
    public string? CommonName { get; init; }

    /// <summary>Host names and addresses by which it is asked for.</summary>
    public IReadOnlyList<string> HostNames { get; init; } = [];

    /// <summary>Whether another says the same.</summary>
    public bool IsSame(OwnCertificateConfiguration other) => this with { HostNames = other.HostNames } == other && HostNames.SequenceEqual(other.HostNames);
}
