using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Daemon.Uplink;

/// <summary>Debian's mosquitto, which takes only clients with a certificate of an authority.</summary>
internal sealed class TlsBroker : IDisposable
{
    public const string Program = "/usr/sbin/mosquitto";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;

    public TlsBroker(TestAuthority authority, (string Certificate, string Key) own)
    {
        Port = FreePort();
        string file = Path.Combine(_folder.FullName, "mosquitto.conf");
        File.WriteAllText(file, $"""
            listener {Port} 127.0.0.1
            cafile {authority.CertificateFile}
            certfile {own.Certificate}
            keyfile {own.Key}
            require_certificate true
            use_identity_as_username true
            user root
            log_dest none
            """);
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", file]) { RedirectStandardError = true })!;
    }

    public int Port { get; }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}
