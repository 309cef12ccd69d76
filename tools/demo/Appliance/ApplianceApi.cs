using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace EdgeAppliance.Demo.Appliance;

/// <summary>The daemon's HTTP interface over its Unix socket, as edgectl uses it.</summary>
internal sealed class ApplianceApi : IDisposable
{
    private readonly HttpClient _http;

    public ApplianceApi(string socketPath)
    {
        _http = new HttpClient(new SocketsHttpHandler { ConnectCallback = (_, stop) => Connect(socketPath, stop) })
        {
            BaseAddress = new Uri("http://localhost"),
            Timeout = TimeSpan.FromSeconds(10),
        };
    }

    /// <summary>Tells whether it runs and is ready; a daemon that is not there is not ready.</summary>
    public async Task<bool> IsReady(CancellationToken stop)
    {
        try
        {
            using var reply = await _http.GetAsync("/readyz", stop);
            return reply.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (IsAbsence(e) && !stop.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <returns>Null where no daemon answers.</returns>
    public async Task<JsonElement?> TryGet(string path, CancellationToken stop)
    {
        try
        {
            using var reply = await _http.GetAsync(path, stop);
            if (!reply.IsSuccessStatusCode) return null;
            using var document = JsonDocument.Parse(await reply.Content.ReadAsByteArrayAsync(stop));
            return document.RootElement.Clone();
        }
        catch (Exception e) when (IsAbsence(e) && !stop.IsCancellationRequested)
        {
            return null;
        }
    }

    /// <summary>Begins to install a bundle.</summary>
    /// <returns>The answer: an installation, or where it is refused at once a problem with a <c>detail</c>.</returns>
    public async Task<JsonElement> InstallModel(string folder, CancellationToken stop)
    {
        var body = new JsonObject { ["path"] = folder };
        using var content = new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        using var reply = await _http.PostAsync("/api/models/install", content, stop);
        using var document = JsonDocument.Parse(await reply.Content.ReadAsByteArrayAsync(stop));
        return document.RootElement.Clone();
    }

    /// <summary>Has the update repository looked into at once.</summary>
    public async Task LookForUpdates(CancellationToken stop)
    {
        using var reply = await _http.PostAsync("/api/updates/look", null, stop);
        reply.EnsureSuccessStatusCode();
    }

    public void Dispose() => _http.Dispose();

    private static bool IsAbsence(Exception e) => e is HttpRequestException or IOException or SocketException or TaskCanceledException or JsonException;

    private static async ValueTask<Stream> Connect(string path, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), stop);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
