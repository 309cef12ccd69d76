using System.Net.Sockets;
using System.Text;

namespace EdgeAppliance.Daemon.Health;

/// <summary>
/// Tells systemd how the daemon is (sd_notify(3)): one datagram of <c>NAME=value</c> lines to the socket that
/// <c>$NOTIFY_SOCKET</c> names. Does nothing where it is not set.
/// </summary>
internal sealed class SystemdNotifier : IDisposable
{
    private readonly Socket? _socket;
    private readonly UnixDomainSocketEndPoint? _to;
    private readonly TimeProvider _time;

    /// <param name="address">A path, or <c>@name</c> for the abstract namespace; null or something else where nobody listens.</param>
    public SystemdNotifier(string? address, TimeProvider time)
    {
        _time = time;
        if (string.IsNullOrEmpty(address) || address[0] is not ('/' or '@')) return;
        _to = new UnixDomainSocketEndPoint(address[0] == '@' ? "\0" + address[1..] : address);
        _socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
    }

    public static SystemdNotifier OfThisProcess(TimeProvider time) => new(Environment.GetEnvironmentVariable("NOTIFY_SOCKET"), time);

    public bool IsListenedTo => _socket is not null;

    /// <summary>The daemon has started, or has ended a reload.</summary>
    public bool Ready(string status) => Send($"READY=1\nSTATUS={OneLine(status)}");

    /// <summary>A reload begins; <see cref="Ready"/> ends it. systemd wants the moment on the monotonic clock, in microseconds.</summary>
    public bool Reloading() =>
        Send($"RELOADING=1\nMONOTONIC_USEC={_time.GetElapsedTime(0).Ticks / TimeSpan.TicksPerMicrosecond}\nSTATUS=Reloading the configuration");

    public bool Stopping() => Send("STOPPING=1\nSTATUS=Stopping");

    /// <summary>One line that <c>systemctl status</c> shows.</summary>
    public bool Status(string status) => Send($"STATUS={OneLine(status)}");

    /// <summary>Keeps systemd from restarting the daemon for another <c>WatchdogSec</c>.</summary>
    public bool Watchdog() => Send("WATCHDOG=1");

    public void Dispose() => _socket?.Dispose();

    /// <returns>Whether it was sent; false where nobody listens or the socket is full, which only systemd could mend.</returns>
    private bool Send(string lines)
    {
        if (_socket is null) return false;
        try
        {
            byte[] datagram = Encoding.UTF8.GetBytes(lines);
            return _socket.SendTo(datagram, _to!) == datagram.Length;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    // A line break in the text would begin another assignment.
    private static string OneLine(string text) => text.ReplaceLineEndings(" ");
}
