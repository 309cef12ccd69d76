namespace EdgeAppliance.Tests.Daemon.Uplink;

/// <summary>Debian's mosquitto, which takes only clients with a certificate of an authority.</summary>
internal sealed class TlsBroker(TestAuthority authority, (string Certificate, string Key) own) : IDisposable
{
    private readonly Mosquitto _broker = new($"""
        cafile {authority.CertificateFile}
        certfile {own.Certificate}
        keyfile {own.Key}
        require_certificate true
        use_identity_as_username true
        """);

    public int Port => _broker.Port;

    public void Dispose() => _broker.Dispose();
}
