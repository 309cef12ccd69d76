using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Lets MQTT in by WebSocket (RFC 6455; MQTT 5 section 6): 1 the request's head, 2 whether it asks for what there is, 3 the answer,
/// 4 the socket as a stream. A page of another web site is refused: without a password, any that somebody on the site looks at could
/// speak to the broker. Its own are those by an address, <c>localhost</c>, or the host's name.</summary>
internal static class WebSocketDoor
{
    private const int HeadBytesMax = 8 * 1024;
    private const string Protocol = "mqtt";

    // RFC 6455 section 1.3.
    private const string AcceptSalt = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// <exception cref="IOException">It was no upgrade that is taken; where it was a request it was answered.</exception>
    public static async Task<TcpTransport> Open(TcpTransport transport, MqttSurroundings around, CancellationToken stop)
    {
        var stream = transport.Stream;
        string head = await ReadHead(stream, stop).ConfigureAwait(false); // 1
        var request = WebSocketRequest.Parse(head);
        string? refusal = request is null ? "400 Bad Request" : WhyNot(request, around.Options.Origins); // 2
        string answer = refusal is null ? Accepted(request!) : $"HTTP/1.1 {refusal}\r\nConnection: close\r\nContent-Length: 0\r\n{(refusal.StartsWith("426", StringComparison.Ordinal) ? "Sec-WebSocket-Version: 13\r\nUpgrade: websocket\r\n" : "")}\r\n";
        await stream.WriteAsync(Encoding.ASCII.GetBytes(answer), stop).ConfigureAwait(false); // 3
        if (refusal is not null)
        {
            around.Counters.Count(MqttCount.UpgradeRefused);
            transport.Finish();
            throw new IOException($"The upgrade is refused: {refusal}");
        }
        var socket = WebSocket.CreateFromStream(stream, new WebSocketCreationOptions { IsServer = true, SubProtocol = Protocol, KeepAliveInterval = TimeSpan.Zero });
        return transport with { Stream = WebSocketStream.Create(socket, WebSocketMessageType.Binary, ownsWebSocket: true), WaitsWithoutBuffer = false, IsWeb = true }; // 4
    }

    // A byte at a time, since what follows is not ours: the head is short, and there is one a connection.
    private static async Task<string> ReadHead(Stream stream, CancellationToken stop)
    {
        byte[] head = new byte[HeadBytesMax];
        int count = 0;
        while (!head.AsSpan(0, count).EndsWith("\r\n\r\n"u8))
        {
            if (count == head.Length || await stream.ReadAsync(head.AsMemory(count, 1), stop).ConfigureAwait(false) == 0) throw new IOException("There is no request.");
            count++;
        }
        return Encoding.Latin1.GetString(head, 0, count);
    }

    private static string? WhyNot(WebSocketRequest request, IReadOnlyList<string> origins)
    {
        if (request.Path is not ("/" or "/mqtt")) return "404 Not Found";
        if (request.Version != "13" || !request.IsUpgrade) return "426 Upgrade Required";
        if (!request.Protocols.Contains(Protocol) || request.Key is null) return "400 Bad Request";
        return IsOwn(request) || origins.Contains("*") || origins.Contains(request.Origin!) ? null : "403 Forbidden";
    }

    /// <summary>Whether no page asks, or one that came from here.</summary>
    private static bool IsOwn(WebSocketRequest request)
    {
        if (request.Origin is not { } origin) return true;
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || !Uri.TryCreate($"ws://{request.Host}", UriKind.Absolute, out var asked)) return false;
        return page.Host == asked.Host && IsOwn(asked);
    }

    /// <summary>Whether a name leads here whatever a name server says: one of another's can be made to lead here once its page is loaded (DNS rebinding).</summary>
    private static bool IsOwn(Uri asked)
    {
        if (asked.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6) return true;
        string own = Environment.MachineName.ToLowerInvariant();
        return asked.Host is "localhost" || asked.Host == own || asked.Host == own + ".local";
    }

    private static string Accepted(WebSocketRequest request)
    {
        // SHA-1 is the protocol's; nothing is kept secret by it.
#pragma warning disable CA5350 // Nothing is kept secret by it.
        string accept = Convert.ToBase64String(SHA1.HashData(Encoding.ASCII.GetBytes(request.Key + AcceptSalt)));
#pragma warning restore CA5350
        return $"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {accept}\r\nSec-WebSocket-Protocol: {Protocol}\r\n\r\n";
    }
}
