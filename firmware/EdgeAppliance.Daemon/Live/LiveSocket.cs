using System.Net.WebSockets;
using System.Text;

namespace EdgeAppliance.Daemon.Live;

/// <summary>Tells a client over a WebSocket (RFC 6455): a text message a reading, and <c>{"dropped":12}</c> where some were lost. What the
/// client says is passed over, up to a limit; the server's pings see whether it still is there.</summary>
internal sealed class LiveSocket(LiveReadings live, LiveClient client, TimeProvider time)
{
    private const int HeardBytesMax = 16 * 1024;

    private readonly List<LiveEvent> _taken = [];

    public async Task Send(WebSocket socket, CancellationToken stop)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var listening = Listen(socket, over);
        try
        {
            var status = await Tell(socket, over.Token);
            if (socket.State is WebSocketState.Open or WebSocketState.CloseReceived) await socket.CloseOutputAsync(status, null, stop);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // It is gone, or the daemon ends.
        }
        await over.CancelAsync();
        await listening;
    }

    private async Task<WebSocketCloseStatus> Tell(WebSocket socket, CancellationToken stop)
    {
        while (true)
        {
            long dropped = await client.Take(_taken, live.Limits.Heartbeat, time, stop);
            if (dropped < 0) return WebSocketCloseStatus.EndpointUnavailable;
            if (dropped > 0) await socket.SendAsync(Encoding.UTF8.GetBytes($"{{\"dropped\":{dropped}}}"), WebSocketMessageType.Text, endOfMessage: true, stop);
            foreach (var reading in _taken) await socket.SendAsync(reading.Json, WebSocketMessageType.Text, endOfMessage: true, stop);
        }
    }

    private static async Task Listen(WebSocket socket, CancellationTokenSource over)
    {
        byte[] buffer = new byte[1024];
        int heard = 0;
        try
        {
            while (heard <= HeardBytesMax)
            {
                var received = await socket.ReceiveAsync(buffer.AsMemory(), over.Token);
                if (received.MessageType == WebSocketMessageType.Close) break;
                heard += received.Count;
            }
            if (heard > HeardBytesMax) await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "This socket only tells.", over.Token);
            else await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, over.Token);
        }
        catch (Exception e) when (e is OperationCanceledException or WebSocketException)
        {
            // As above.
        }
        await over.CancelAsync();
    }
}
