using System.Net.Http.Headers;
using System.Net.Sockets;

namespace EdgeAppliance.Edgectl.Control;

/// <summary>Speaks to the daemon: over its Unix socket, or over HTTP with a token.</summary>
internal sealed class ControlClient : IDisposable
{
    private const int ReplyBytesMax = 16 << 20;
    private readonly HttpClient _http;

    public ControlClient(ControlTarget target)
    {
        _http = target.Url is null
            ? new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, stop) => Connect(target.SocketPath, stop) }) { BaseAddress = new Uri("http://localhost") }
            : new HttpClient { BaseAddress = target.Url };
        _http.Timeout = TimeSpan.FromSeconds(30);
        _http.MaxResponseContentBufferSize = ReplyBytesMax;
        if (target.Token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", target.Token);
    }

    /// <returns>The reply's body.</returns>
    /// <exception cref="HttpRequestException">The daemon is not there, or refused.</exception>
    public async Task<byte[]> Get(string path, CancellationToken stop)
    {
        using var reply = await _http.GetAsync(path, stop);
        if (!reply.IsSuccessStatusCode)
            throw new HttpRequestException($"the daemon answered {(int)reply.StatusCode} to {path}");
        return await reply.Content.ReadAsByteArrayAsync(stop);
    }

    public void Dispose() => _http.Dispose();

    private static async ValueTask<Stream> Connect(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (SocketException e)
        {
            socket.Dispose();
            throw new IOException($"no daemon answers at {path}: {e.Message}", e);
        }
    }
}
