using System.Diagnostics;
using System.Net.Sockets;
using System.Net;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Daemon.Uplink;

/// <summary>Debian's mosquitto, on a port of this machine.</summary>
internal sealed class Mosquitto : IDisposable
{
    public const string Program = "/usr/sbin/mosquitto";

    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private bool _isGone;

    /// <param name="settings">Lines of its configuration beside the listener's.</param>
    public Mosquitto(string settings, int? port = null)
    {
        Port = port ?? FreePort.Take();
        string file = Path.Combine(_folder.FullName, "mosquitto.conf");
        // It drops what a slow subscriber has not taken, from the thousandth message on, unless it is told not to.
        File.WriteAllText(file, $"listener {Port} 127.0.0.1\n{settings}\nmax_queued_messages 0\nuser root\nlog_dest none\n");
        _process = Process.Start(new ProcessStartInfo(Program, ["-c", file]) { RedirectStandardError = true })!;
    }

    public int Port { get; }

    public void Dispose()
    {
        if (_isGone) return;
        _isGone = true;
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _folder.Dispose();
    }
}
