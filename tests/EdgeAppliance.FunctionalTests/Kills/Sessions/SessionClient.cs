using System.Net;
using System.Net.Sockets;
using EdgeAppliance.FunctionalTests.Devices;

namespace EdgeAppliance.FunctionalTests.Kills.Sessions;

/// <summary>A client whose session lasts. It comes again whenever the line breaks, and keeps across connections what the protocol has a client keep (MQTT 5 section 4.1).</summary>
internal abstract class SessionClient : IAsyncDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(5);

    private readonly Func<IPEndPoint?> _broker;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _sending = new();
    private Task _running = Task.CompletedTask;
    private volatile Socket? _socket;
    private volatile bool _isAway;
    private volatile string? _complaint;

    /// <param name="version">4 for MQTT 3.1.1, or 5.</param>
    /// <param name="broker">Where the broker is now; null where there is none.</param>
    protected SessionClient(string name, byte version, Func<IPEndPoint?> broker)
    {
        (Name, _broker) = (name, broker);
        Packets = new SessionPackets(version);
    }

    public string Name { get; }

    /// <summary>What it saw that no broker may do; null where there is nothing.</summary>
    public string? Complaint => _complaint;

    /// <summary>Guards what it keeps.</summary>
    protected Lock State { get; } = new();

    protected SessionPackets Packets { get; }

    protected virtual (uint DelaySeconds, string Topic, string Payload)? Will => null;

    public void Begin() => _running = Run();

    /// <summary>Leaves without a word, and stays away until it is to come back.</summary>
    public void GoAway()
    {
        _isAway = true;
        _socket?.Dispose();
    }

    public void ComeBack() => _isAway = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _socket?.Dispose();
        await _running;
        _stop.Dispose();
    }

    /// <summary>The broker has taken the connection.</summary>
    /// <param name="present">Whether it has the session.</param>
    /// <returns>What is to be sent.</returns>
    protected abstract IEnumerable<byte[]> OnConnected_NeedsState(bool present);

    /// <inheritdoc cref="OnConnected_NeedsState"/>
    protected abstract byte[]? OnPacket_NeedsState(byte first, byte[] body);

    /// <summary>Called every few milliseconds while it is connected.</summary>
    /// <inheritdoc cref="OnConnected_NeedsState"/>
    protected virtual IEnumerable<byte[]> OnBeat_NeedsState() => [];

    protected void Complain(string what) => _complaint ??= $"{Name}: {what}";

    private async Task Run()
    {
        using var timer = new PeriodicTimer(s_beat, TimeProvider.System);
        while (!_stop.IsCancellationRequested)
        {
            if (!_isAway && _broker() is { } broker) await Talk(broker, timer);
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task Talk(IPEndPoint broker, PeriodicTimer timer)
    {
        using var socket = _socket = new Socket(broker.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(broker, _stop.Token);
            Send(socket, Packets.Connect(Name, Will));
            var incoming = new IncomingPackets(socket);
            if (await incoming.Next(_stop.Token) is not { First: SessionPackets.ConnectAnswer } answer) return;
            if (answer.Body[1] != 0)
            {
                Complain($"it is not let in: {answer.Body[1]}");
                return;
            }
            lock (State)
                foreach (byte[] packet in OnConnected_NeedsState(answer.Body[0] == 1)) Send(socket, packet);
            var receiving = Receive(socket, incoming);
            while (!receiving.IsCompleted && !_isAway)
            {
                lock (State)
                    foreach (byte[] packet in OnBeat_NeedsState()) Send(socket, packet);
                await timer.WaitForNextTickAsync();
            }
            socket.Dispose();
            await receiving;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The broker went; Run connects again.
        }
    }

    private async Task Receive(Socket socket, IncomingPackets incoming)
    {
        try
        {
            while (await incoming.Next(_stop.Token) is { } packet)
            {
                // It stops, and says so.
                if (packet.First == SessionPackets.Disconnect) return;
                lock (State)
                    if (OnPacket_NeedsState(packet.First, packet.Body) is { } answer) Send(socket, answer);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
        {
            // The broker went, or the client did.
        }
    }

    private void Send(Socket socket, byte[] packet)
    {
        lock (_sending) socket.Send(packet);
    }
}
