using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Edgectl.Control;

/// <summary>Speaks to the daemon: over its Unix socket, or over HTTP with a token. All that can go wrong is a <see cref="ControlException"/>.</summary>
internal sealed class ControlClient : IDisposable
{
    private const int ReplyBytesMax = 16 << 20;
    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_uploadWithin = TimeSpan.FromMinutes(10);

    private readonly HttpClient _http;
    private readonly ControlTarget _target;

    public ControlClient(ControlTarget target)
    {
        _target = target;
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false };
        if (target.Url is null) handler.ConnectCallback = (_, stop) => Connect(target.SocketPath, stop);
        _http = new HttpClient(handler) { BaseAddress = target.Url ?? new Uri("http://localhost"), Timeout = Timeout.InfiniteTimeSpan, MaxResponseContentBufferSize = ReplyBytesMax };
        if (target.Token is not null) _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", target.Token);
    }

    /// <returns>The page, to be disposed.</returns>
    public Task<JsonDocument> Get(string path, CancellationToken stop) => Ask(HttpMethod.Get, path, null, s_within, stop);

    /// <returns>The answer, to be disposed.</returns>
    public Task<JsonDocument> Post(string path, string? json, CancellationToken stop) =>
        Ask(HttpMethod.Post, path, json is null ? null : new StringContent(json, Encoding.UTF8, "application/json"), s_within, stop);

    /// <returns>The answer, to be disposed.</returns>
    public Task<JsonDocument> Delete(string path, CancellationToken stop) => Ask(HttpMethod.Delete, path, null, s_within, stop);

    /// <summary>Sends a file's bytes.</summary>
    public Task<JsonDocument> Upload(string path, Stream file, CancellationToken stop) => Ask(HttpMethod.Post, path, new StreamContent(file), s_uploadWithin, stop);

    public void Dispose() => _http.Dispose();

    private async Task<JsonDocument> Ask(HttpMethod method, string path, HttpContent? content, TimeSpan within, CancellationToken stop)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(within);
        try
        {
            using var request = new HttpRequestMessage(method, path) { Content = content };
            using var reply = await _http.SendAsync(request, limit.Token);
            byte[] body = await reply.Content.ReadAsByteArrayAsync(limit.Token);
            if (!reply.IsSuccessStatusCode) throw Refusal(reply.StatusCode, path, body);
            return body.Length == 0 ? JsonDocument.Parse("{}") : JsonDocument.Parse(body);
        }
        catch (OperationCanceledException e) when (!stop.IsCancellationRequested)
        {
            throw new ControlException($"the daemon does not answer: nothing came from {_target} within {within.TotalSeconds:0} s", e);
        }
        catch (HttpRequestException e)
        {
            throw new ControlException(e.InnerException as ControlException is { } known ? known.Message : $"no daemon answers at {_target}: {e.Message}", e);
        }
        catch (JsonException e)
        {
            throw new ControlException($"what answers at {_target} is no edge-appliance: its reply to {path} is not JSON", e);
        }
    }

    /// <summary>Says a problem (RFC 9457) in its own words.</summary>
    private static ControlException Refusal(HttpStatusCode status, string path, byte[] body)
    {
        string said = $"the daemon answered {(int)status} to {path}";
        try
        {
            using var problem = JsonDocument.Parse(body);
            var page = new JsonPage(problem.RootElement);
            string detail = page.Text("detail") is { Length: > 0 } text ? text : page.Text("title");
            return new ControlException(detail.Length > 0 ? $"{said}: {detail}" : said) { Errors = page.Texts("errors") };
        }
        catch (JsonException)
        {
            return new ControlException(said);
        }
    }

    private static async ValueTask<Stream> Connect(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch (Exception e) when (e is SocketException or ArgumentException)
        {
            socket.Dispose();
            throw new ControlException(WhyNot(path, e), e);
        }
    }

    private static string WhyNot(string path, Exception e) => e switch
    {
        SocketException { SocketErrorCode: SocketError.AccessDenied } => $"this user may not ask the daemon at {path}; be root, or in the group of its folder",
        SocketException => $"no daemon answers at {path}: is it running, and is its state directory another (--state)?",
        _ => $"{path} is no path of a socket: {e.Message}",
    };
}
