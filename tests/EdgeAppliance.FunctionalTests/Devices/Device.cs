using System.Net;
using System.Net.Sockets;

namespace EdgeAppliance.FunctionalTests.Devices;

/// <summary>A device that publishes numbered readings at QoS 1, at a steady rate, and keeps account of what was acknowledged. It
/// connects again whenever the line breaks, and then sends again what was not acknowledged, and nothing else.</summary>
internal sealed class Device : IAsyncDisposable
{
    private static readonly TimeSpan s_beat = TimeSpan.FromMilliseconds(5);

    private readonly DeviceOptions _options;
    private readonly Func<IPEndPoint?> _broker;
    private readonly DevicePackets _packets;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _running;
    private volatile bool _resting;
    private int _connects;

    /// <param name="broker">Where the broker is now; null where there is none.</param>
    public Device(DeviceOptions options, Func<IPEndPoint?> broker)
    {
        (_options, _broker) = (options, broker);
        _packets = new DevicePackets(options);
        _running = Run();
    }

    public DeviceOptions Options => _options;

    public DeviceLog Log { get; } = new();

    /// <summary>Times that the broker took its connection.</summary>
    public int Connects => Volatile.Read(ref _connects);

    /// <summary>What it saw that no broker may do; null where there is nothing.</summary>
    public string? Complaint { get; private set; }

    /// <summary>Begins no new reading from now on.</summary>
    public void Rest() => _resting = true;

    public void GoOn() => _resting = false;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _stop.Dispose();
    }

    private async Task Run()
    {
        using var timer = new PeriodicTimer(s_beat, TimeProvider.System);
        while (!_stop.IsCancellationRequested)
        {
            if (_broker() is { } broker) await Talk(broker, timer);
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task Talk(IPEndPoint broker, PeriodicTimer timer)
    {
        using var socket = new Socket(broker.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Task receiving = Task.CompletedTask;
        try
        {
            await socket.ConnectAsync(broker, _stop.Token);
            await socket.SendAsync(_packets.Connect(), _stop.Token);
            var incoming = new IncomingPackets(socket);
            if (await incoming.Next(_stop.Token) is not { First: DevicePackets.ConnectAnswer, Body: [_, 0, ..] }) return;
            Interlocked.Increment(ref _connects);
            foreach (var (packetId, sequence) in Log.Window) await socket.SendAsync(_packets.Publish(packetId, sequence, again: true), _stop.Token);
            receiving = Receive(incoming);
            await Publish(socket, timer, receiving);
        }
        catch (Exception e) when (e is SocketException or IOException or OperationCanceledException)
        {
            // The broker went; Run connects again.
        }
        socket.Dispose();
        await receiving;
    }

    private async Task Publish(Socket socket, PeriodicTimer timer, Task receiving)
    {
        var bytes = new List<byte>();
        double due = 0;
        long since = TimeProvider.System.GetTimestamp();
        while (!receiving.IsCompleted && !_stop.IsCancellationRequested)
        {
            due = Math.Min(_options.InFlightMax, due + TimeProvider.System.GetElapsedTime(since).TotalSeconds * _options.PerSecond);
            since = TimeProvider.System.GetTimestamp();
            bytes.Clear();
            for (; due >= 1 && !_resting && Log.InFlight < _options.InFlightMax; due--)
            {
                var (packetId, sequence) = Log.SendNext();
                bytes.AddRange(_packets.Publish(packetId, sequence, again: false));
            }
            if (bytes.Count > 0) await socket.SendAsync(bytes.ToArray(), _stop.Token);
            await timer.WaitForNextTickAsync();
        }
    }

    private async Task Receive(IncomingPackets incoming)
    {
        try
        {
            while (await incoming.Next(_stop.Token) is { } packet)
                if (packet.First == DevicePackets.PublishAnswer) Log.Answer((ushort)(packet.Body[0] << 8 | packet.Body[1]), packet.Body.Length > 2 ? packet.Body[2] : (byte)0);
        }
        catch (InvalidDataException e)
        {
            Complaint = e.Message;
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The broker went.
        }
    }
}
