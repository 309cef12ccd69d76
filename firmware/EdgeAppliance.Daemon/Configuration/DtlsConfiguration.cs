namespace EdgeAppliance.Daemon.Configuration;

/// <summary>By what <c>listen.coaps</c> and its devices know each other.</summary>
internal sealed record DtlsConfiguration
{
    /// <summary>Pre-shared keys by identity, which is the device's name.</summary>
    public IReadOnlyDictionary<string, byte[]> Keys { get; init; } = new Dictionary<string, byte[]>();

    /// <summary>The server's certificate, PEM, with the chain behind it; null where none is shown.</summary>
    public string? CertificateFile { get; init; }

    public string? KeyFile { get; init; }

    /// <summary>Whose certificates devices may show, PEM; the common name is the device's.</summary>
    public string? AuthorityFile { get; init; }

    /// <summary>Whether a device without a certificate is taken, too.</summary>
    public bool TakesAnonymous { get; init; }

    /// <summary>Changes with any of it, the keys among them.</summary>
    public required string Fingerprint { get; init; }
}
