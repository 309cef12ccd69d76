using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging;
using MQTTnet.Adapter;
using MQTTnet.Diagnostics.Logger;
using MQTTnet.Server;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Accepts connections for MQTTnet's server. Of those that have not said who they are it keeps as many as clients are allowed,
/// and closes further ones at once.</summary>
internal sealed partial class MqttListener(MqttBrokerOptions options, MqttIntake intake, TimeProvider time, ILogger logger) : IMqttServerAdapter
{
    private const int Backlog = 512;

    private static readonly TimeSpan PauseAfterError = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _stopping = new();
    private Socket? _socket;
    private int _open;
    private bool _isFull;

    public Func<IMqttChannelAdapter, Task>? ClientHandler { get; set; }

    /// <summary>Where it listens once it is started, with the port the system chose where it was asked for port 0.</summary>
    public IPEndPoint Endpoint => (IPEndPoint?)_socket?.LocalEndPoint ?? options.Endpoint;

    public Task StartAsync(MqttServerOptions serverOptions, IMqttNetLogger serverLogger)
    {
        var socket = new Socket(options.Endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(options.Endpoint);
            socket.Listen(Backlog);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        _socket = socket;
        _ = Task.Run(() => AcceptAsync(socket));
        return Task.CompletedTask;
    }

    public Task StopAsync()
    {
        _stopping.Cancel();
        _socket?.Dispose();
        return Task.CompletedTask;
    }

    public void Dispose() => StopAsync();

    private async Task AcceptAsync(Socket listener)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await listener.AcceptAsync(_stopping.Token);
                if (!TryEnter()) socket.Dispose();
                else _ = ServeAsync(socket);
            }
            catch (SocketException e)
            {
                // Out of file descriptors, most likely: others have to be closed first.
                Log.NotAccepted(logger, e.Message);
                await Task.Delay(PauseAfterError, time, CancellationToken.None);
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private bool TryEnter()
    {
        int max = 2 * options.ConnectionsMax;
        bool entered = Interlocked.Increment(ref _open) <= max;
        if (!entered) Interlocked.Decrement(ref _open);
        if (!entered && !_isFull) Log.Full(logger, max);
        _isFull = !entered;
        return entered;
    }

    private async Task ServeAsync(Socket socket)
    {
        // The next one is accepted meanwhile.
        await Task.Yield();
        try
        {
            using var connection = new MqttConnection(MqttTransport.Of(socket), intake, options, time);
            if (ClientHandler is { } handler) await handler(connection);
        }
        catch (Exception e) when (e is IOException or SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // It ended before it began.
        }
        finally
        {
            socket.Dispose();
            Interlocked.Decrement(ref _open);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1203, LogLevel.Warning, "A further MQTT connection is closed at once: {Max} are open.")]
        public static partial void Full(ILogger logger, int max);

        [LoggerMessage(1204, LogLevel.Error, "An MQTT connection could not be accepted: {Reason}")]
        public static partial void NotAccepted(ILogger logger, string reason);
    }
}
