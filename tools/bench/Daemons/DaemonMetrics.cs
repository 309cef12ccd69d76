using System.Globalization;
using System.Net.Sockets;

namespace EdgeAppliance.Bench.Daemons;

/// <summary>Reads <c>/metrics</c>, and makes tokens, over the daemon's Unix socket.</summary>
internal sealed class DaemonMetrics : IDisposable
{
    private readonly HttpClient _http;

    public DaemonMetrics(string socketPath) => _http = new HttpClient(new SocketsHttpHandler
    {
        ConnectCallback = async (_, stop) =>
        {
            var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), stop);
            return new NetworkStream(socket, ownsSocket: true);
        },
    })
    {
        BaseAddress = new Uri("http://localhost"),
    };

    /// <param name="sample">Name and labels, as they stand before the value.</param>
    public async Task<double> Read(string sample)
    {
        string page = await _http.GetStringAsync("/metrics");
        string line = Array.Find(page.Split('\n'), l => l.StartsWith(sample + " ", StringComparison.Ordinal)) ?? throw new KeyNotFoundException($"/metrics has no {sample}.");
        return double.Parse(line[(sample.Length + 1)..], CultureInfo.InvariantCulture);
    }

    /// <returns>The text of a token that callers over TCP show.</returns>
    public async Task<string> MakeToken(string name, string scope)
    {
        using var body = new StringContent($$"""{"name":"{{name}}","scope":"{{scope}}"}""", System.Text.Encoding.UTF8, "application/json");
        using var reply = await _http.PostAsync("/api/tokens", body);
        using var page = System.Text.Json.JsonDocument.Parse(await reply.EnsureSuccessStatusCode().Content.ReadAsStringAsync());
        return page.RootElement.GetProperty("token").GetString()!;
    }

    public void Dispose() => _http.Dispose();
}
