using System.Net.Http.Headers;
using System.Text;
using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Tests.Daemon.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Ingest.Http;

/// <summary>A real web server before one source, whose store is the test's.</summary>
internal sealed class PostingSite : IAsyncDisposable
{
    private readonly HttpIntake _intake;
    private readonly HostedAppliance _hosted;
    private readonly IStore _store;
    private HttpSource _source;

    private PostingSite(HostedAppliance hosted, HttpIntake intake, IStore store, HttpSourceOptions options)
    {
        (_hosted, _intake, _store) = (hosted, intake, store);
        Watch = new BehaviourWatch(Time);
        _source = Make(options);
        Client = hosted.Client(hosted.Host.Tokens.Add("device", AccessScope.Ingest));
    }

    /// <summary>Over TCP, with a token of scope ingest.</summary>
    public HttpClient Client { get; }

    public FakeTimeProvider Time { get; } = new(FakeAppliance.Start);

    public HttpSource Source => _source;

    /// <summary>Over the devices; without rules at first.</summary>
    public BehaviourWatch Watch { get; }

    public Uri Url => _hosted.Url;

    public TokenStore Tokens => _hosted.Host.Tokens;

    public HostedAppliance Hosted => _hosted;

    public static async Task<PostingSite> Start(IStore store, HttpSourceOptions? options = null)
    {
        var intake = new HttpIntake(NullLogger.Instance);
        return new PostingSite(await HostedAppliance.Start(intake: intake), intake, store, options ?? new HttpSourceOptions { Name = "plc" });
    }

    /// <summary>What the source knew is gone, as with a crash; the store is not.</summary>
    public void Restart()
    {
        var options = _source.Options;
        _source.Dispose();
        _source = Make(options);
    }

    public Task<HttpResponseMessage> Post(string path, string type, string body, params (string Name, string Value)[] headers) =>
        Post(path, type, Encoding.UTF8.GetBytes(body), headers);

    public Task<HttpResponseMessage> Post(string path, string type, byte[] body, params (string Name, string Value)[] headers)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new ByteArrayContent(body) };
        if (type.Length > 0) request.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        foreach (var (name, value) in headers)
            if (!request.Headers.TryAddWithoutValidation(name, value)) request.Content.Headers.TryAddWithoutValidation(name, value);
        return Client.SendAsync(request);
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _hosted.DisposeAsync();
        _source.Dispose();
    }

    private HttpSource Make(HttpSourceOptions options)
    {
        var memory = new PostMemory(_store, options.Name, _store.Append, Task.CompletedTask);
        var keys = options.Key is { } key ? new KeyMemory(_store, options.Name, key, Time) : null;
        var source = new HttpSource(options, _store.Append, memory, keys, Time) { Watch = Watch.Of(options.Name) };
        source.Start();
        _intake.Use([source]);
        return source;
    }
}
