using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json.Serialization.Metadata;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.FunctionalTests.Daemons;

/// <summary>The daemon's pages over its Unix socket, where this user needs no token.</summary>
internal sealed class ControlPages : IDisposable
{
    private readonly HttpClient _client;

    public ControlPages(string socket)
    {
        // A pooled connection would belong to a daemon that has been killed since.
        var handler = new SocketsHttpHandler { ConnectCallback = (_, stop) => Connect(socket, stop), PooledConnectionLifetime = TimeSpan.Zero };
        _client = new HttpClient(handler) { BaseAddress = new Uri("http://localhost"), Timeout = TimeSpan.FromSeconds(10) };
    }

    /// <returns>False also where nobody answers.</returns>
    public async Task<bool> IsReady()
    {
        try
        {
            using var reply = await _client.GetAsync("/readyz");
            return reply.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return false;
        }
    }

    public Task<StatusPage> Status() => Page("/api/status", PageJson.Default.StatusPage);

    public Task<SourcesPage> Sources() => Page("/api/sources", PageJson.Default.SourcesPage);

    public Task<OutboxPage> Outbox() => Page("/api/outbox", PageJson.Default.OutboxPage);

    public Task<ModelsPage> Models() => Page("/api/models", PageJson.Default.ModelsPage);

    public Task<UpdatesPage> Updates() => Page("/api/updates", PageJson.Default.UpdatesPage);

    public Task<InstalledPage> Installed() => Page("/api/bundles/installed", PageJson.Default.InstalledPage);

    public Task<HttpResponseMessage> Get(string path) => _client.GetAsync(path);

    public Task<string> Text(string path) => _client.GetStringAsync(path);

    public Task<HttpResponseMessage> Reload() => _client.PostAsync("/api/reload", null);

    /// <summary>Posts a reading with an <c>Idempotency-Key</c>.</summary>
    /// <returns>Null where nobody answers, or not to the end.</returns>
    public async Task<IngestPage?> Ingest(string source, string key, string json)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/ingest/{source}") { Content = new StringContent(json, System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var reply = await _client.SendAsync(request);
            return reply.IsSuccessStatusCode ? await reply.Content.ReadFromJsonAsync(PageJson.Default.IngestPage) : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException or IOException)
        {
            return null;
        }
    }

    public Task<HttpResponseMessage> Post(string path, string json) => _client.PostAsync(path, new StringContent(json, System.Text.Encoding.UTF8, "application/json"));

    public void Dispose() => _client.Dispose();

    private async Task<T> Page<T>(string path, JsonTypeInfo<T> type)
        where T : class => await _client.GetFromJsonAsync(path, type) ?? throw new InvalidDataException($"{path} is null");

    private static async ValueTask<Stream> Connect(string socket, CancellationToken stop)
    {
        var end = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            await end.ConnectAsync(new UnixDomainSocketEndPoint(socket), stop);
            return new NetworkStream(end, ownsSocket: true);
        }
        catch (Exception)
        {
            end.Dispose();
            throw;
        }
    }
}
