using System.Net.Sockets;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>A TCP connection to a device, or to a converter that has its serial line.</summary>
internal sealed class TcpLink : ByteLink
{
    private readonly Socket _socket;
    private readonly WakeFile _wake = new();
    private readonly CancellationTokenRegistration _stops;

    private TcpLink(Socket socket, HostPort address, CancellationToken stop)
    {
        _socket = socket;
        Place = address.ToString();
        _stops = stop.UnsafeRegister(static wake => ((WakeFile)wake!).Set(), _wake);
    }

    public override string Place { get; }

    /// <param name="timeout">Of connecting, and of sending.</param>
    public static LinkOpener Opener(HostPort address, TimeSpan timeout) => (time, stop) => Open(address, timeout, time, stop);

    public override int Read(Span<byte> bytes, TimeSpan timeout)
    {
        if (!_wake.WaitFor(_socket.SafeHandle, timeout)) return 0;
        int read = _socket.Receive(bytes, SocketFlags.None, out var error);
        if (error == SocketError.WouldBlock) return 0;
        if (error != SocketError.Success) throw Gone(Text(error));
        return read > 0 ? read : throw Gone("the device closed the connection");
    }

    public override void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            int sent = _socket.Send(bytes, SocketFlags.None, out var error);
            if (error != SocketError.Success) throw Gone(Text(error));
            bytes = bytes[sent..];
        }
    }

    public override void Dispose()
    {
        _stops.Dispose();
        _socket.Dispose();
        _wake.Dispose();
    }

    private static TcpLink Open(HostPort address, TimeSpan timeout, TimeProvider time, CancellationToken stop)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, SendTimeout = (int)timeout.TotalMilliseconds };
        try
        {
            socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.KeepAlive, true);
            using var limit = new CancellationTokenSource(timeout, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
            socket.ConnectAsync(address.Host, address.Port, either.Token).AsTask().GetAwaiter().GetResult();
            return new TcpLink(socket, address, stop);
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException)
        {
            socket.Dispose();
            var error = e is SocketException known ? known.SocketErrorCode : SocketError.TimedOut;
            throw new BusException(FaultOf(error), $"{address}: {Text(error)}.", e);
        }
    }

    private static BusFault FaultOf(SocketError error) => error switch
    {
        SocketError.TimedOut or SocketError.ConnectionRefused or SocketError.HostDown or SocketError.HostUnreachable => BusFault.NoAnswer,
        SocketError.AccessDenied => BusFault.Denied,
        _ => BusFault.Unplugged,
    };

    private static string Text(SocketError error) => error switch
    {
        SocketError.TimedOut => "nobody answers",
        SocketError.ConnectionRefused => "the connection is refused: nothing listens there",
        SocketError.HostUnreachable or SocketError.HostDown => "the host cannot be reached",
        SocketError.NetworkUnreachable or SocketError.NetworkDown => "there is no network to it",
        SocketError.HostNotFound or SocketError.NoData or SocketError.TryAgain => "its name is not known",
        SocketError.ConnectionReset or SocketError.ConnectionAborted or SocketError.Shutdown => "the connection was broken off",
        _ => $"the connection failed ({error})",
    };
}
