using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>One address that is listened on. What came in by it ends with it.</summary>
/// <param name="serve">Takes a connection over, until it ends or the token says that the port is closed.</param>
internal sealed partial class TcpPort(Socket socket, Func<Socket, CancellationToken, Task> serve, TimeProvider time, ILogger logger) : IDisposable
{
    private const int Backlog = 512;

    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _closed = new();
    private bool _started;

    /// <summary>With the port that the system chose where it was asked for port 0.</summary>
    public IPEndPoint Address { get; } = (IPEndPoint)socket.LocalEndPoint!;

    /// <exception cref="SocketException">The address cannot be listened on.</exception>
    public static Socket Open(IPEndPoint address)
    {
        var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(address);
            socket.Listen(Backlog);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Takes connections from now on; until then they wait in the kernel.</summary>
    public void Start()
    {
        if (!Interlocked.Exchange(ref _started, true)) _ = Task.Run(AcceptAsync);
    }

    public void Dispose()
    {
        _closed.Cancel();
        socket.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_closed.IsCancellationRequested)
        {
            try
            {
                _ = serve(await socket.AcceptAsync(_closed.Token), _closed.Token);
            }
            catch (SocketException e)
            {
                // Out of file descriptors, most likely: others have to be closed first.
                Log.NotAccepted(logger, Address, e.Message);
                await Task.Delay(PauseAfterError, time, CancellationToken.None);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1204, LogLevel.Error, "A connection to {Address} could not be accepted: {Reason}")]
        public static partial void NotAccepted(ILogger logger, IPEndPoint address, string reason);
    }
}
