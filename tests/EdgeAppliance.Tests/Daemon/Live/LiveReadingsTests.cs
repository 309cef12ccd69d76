using System.Net;
using System.Net.Http.Json;
using System.Net.WebSockets;
using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Live;
using EdgeAppliance.Tests.Daemon.Http;
using EdgeAppliance.Tests.Ingest.Http;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Live;

public sealed class LiveReadingsTests : IAsyncLifetime
{
    private static readonly ChannelSet s_channels = new("temp", "hum");
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly RowStore _store = new();
    private readonly FakeTimeProvider _time = new(FakeAppliance.Start);
    private readonly LiveReadings _live;
    private readonly CancellationTokenSource _tooLong = new(s_patience);

    public LiveReadingsTests()
    {
        _live = new LiveReadings(_store, us => us, new LiveLimits { ClientsMax = 2, WaitingMax = 5, KeptMax = 4 }, _time);
        _live.Use(["plc"]);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await _live.DisposeAsync();
        _tooLong.Dispose();
    }

    [Fact]
    public async Task Latest_AfterReadings_IsTheNewestOfEachDevice()
    {
        await using var hosted = await HostedAppliance.Start(live: _live);
        Store("b", 1);
        Store("a", 2, 3);
        Store("b", double.NaN);
        var page = (await hosted.Admin.GetFromJsonAsync("/api/sources/plc/latest", PageJson.Default.LatestPage))!;
        Assert.Equal(["a temp=3 hum=1", "b hum=1"], page.Devices.Select(d => $"{d.Device} {string.Join(' ', d.Values.Select(v => FormattableString.Invariant($"{v.Key}={v.Value}")))}"));
        Assert.Equal(FakeAppliance.Start.AddSeconds(1), page.Devices[0].Time);
        await (await hosted.Admin.GetAsync("/api/sources/other/latest")).Problem(HttpStatusCode.NotFound);
    }

    [Fact]
    public void OnStored_NobodyWatches_AllocatesNothing()
    {
        var source = new LiveSource(new LiveLimits());
        var batch = Batch("a", 1);
        source.Note(batch, 0, 10);
        Assert.Equal(0, SteadyState.AllocatedBy(1000, () => source.Note(batch, 0, 10)));
    }

    [Fact]
    public async Task Events_AsReadingsCome_HaveIdsAndData()
    {
        await using var hosted = await HostedAppliance.Start(live: _live);
        using var watched = await Watch(hosted, "/api/sources/plc/live?device=a");
        Store("b", 9);
        Store("a", 1, 2);
        var (id, name, data) = await Next(watched);
        Assert.Equal("reading", name);
        Assert.Equal($$$"""{"id":"{{{id}}}","device":"a","time":"2026-01-02T03:04:05+00:00","values":{"temp":1,"hum":1}}""", data);
        Assert.EndsWith("-3", (await Next(watched)).Id);
    }

    [Fact]
    public async Task Events_ClientComesBack_GetsWhatItMissedAndHowManyAreLost()
    {
        await using var hosted = await HostedAppliance.Start(live: _live);
        using (var first = await Watch(hosted, "/api/sources/plc/live"))
        {
            Store("a", 1);
            await Next(first);
        }
        Assert.True(SpinWait.SpinUntil(() => _live.Clients == 0, s_patience));
        string epoch = _live.Json.IdOf(0)[..^1];
        Store("a", 2, 3, 4, 5, 6, 7);
        Assert.True(SpinWait.SpinUntil(() => Kept(7), s_patience));
        using var second = await Watch(hosted, "/api/sources/plc/live", epoch + 1);
        Assert.Equal(("", "dropped", """{"count":2}"""), await Next(second));
        Assert.Equal(epoch + 4, (await Next(second)).Id);
        using var stranger = await Watch(hosted, "/api/sources/plc/live", "other-1");
        Assert.Equal("dropped", (await Next(stranger)).Name);
    }

    [Fact]
    public async Task Take_SlowClient_LosesTheOldestAndIsTold()
    {
        var source = _live.Find("plc")!;
        var client = _live.Enter(source, null, null)!;
        Store("a", 1, 2, 3, 4, 5, 6, 7, 8);
        var taken = new List<LiveEvent>();
        Assert.True(SpinWait.SpinUntil(() => client.DroppedInAll == 3, s_patience));
        Assert.Equal(3, await client.Take(taken, s_patience, TimeProvider.System, _tooLong.Token));
        Assert.Equal([4L, 5, 6, 7, 8], taken.Select(reading => reading.Number));
        _live.Leave(source, client);
    }

    [Fact]
    public async Task Events_Silence_HasASignOfLife()
    {
        await using var hosted = await HostedAppliance.Start(live: _live);
        using var watched = await Watch(hosted, "/api/sources/plc/live");
        var heard = Task.Run(async () =>
        {
            while (await watched.ReadLineAsync(_tooLong.Token) != ": still here") { }
        });
        Assert.True(SpinWait.SpinUntil(() => Beat(hosted) && heard.IsCompleted, s_patience));
        await heard;
    }

    [Fact]
    public async Task Events_SourceGoes_End()
    {
        await using var hosted = await HostedAppliance.Start(live: _live);
        using var watched = await Watch(hosted, "/api/sources/plc/live");
        _live.Use([]);
        Assert.Equal("end", (await Next(watched)).Name);
        Assert.Null(await watched.ReadLineAsync(_tooLong.Token));
    }

    [Fact]
    public async Task Events_OneClientTooMany_IsRefused()
    {
        await using var hosted = await HostedAppliance.Start(live: _live);
        using var first = await Watch(hosted, "/api/sources/plc/live");
        using var second = await Watch(hosted, "/api/sources/plc/live");
        await (await hosted.Admin.GetAsync("/api/sources/plc/live")).Problem(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task Socket_AsReadingsCome_TellsThem()
    {
        await using var hosted = await HostedAppliance.Start(live: _live);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {hosted.Host.FirstToken}");
        await socket.ConnectAsync(new Uri(hosted.Url.ToString().Replace("http:", "ws:") + "api/sources/plc/live"), _tooLong.Token);
        Assert.True(SpinWait.SpinUntil(() => _live.Clients == 1, s_patience));
        Store("a", 1);
        byte[] buffer = new byte[1000];
        var received = await socket.ReceiveAsync(buffer, _tooLong.Token);
        Assert.Contains("\"values\":{\"temp\":1,\"hum\":1}", Encoding.UTF8.GetString(buffer, 0, received.Count));
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, _tooLong.Token);
        Assert.True(SpinWait.SpinUntil(() => _live.Clients == 0, s_patience));
    }

    [Fact]
    public async Task Socket_ClientTalksTooMuch_IsClosed()
    {
        await using var hosted = await HostedAppliance.Start(live: _live);
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", $"Bearer {hosted.Host.FirstToken}");
        await socket.ConnectAsync(new Uri(hosted.Url.ToString().Replace("http:", "ws:") + "api/sources/plc/live"), _tooLong.Token);
        await socket.SendAsync(new byte[20_000], WebSocketMessageType.Binary, true, _tooLong.Token);
        var received = await socket.ReceiveAsync(new byte[100], _tooLong.Token);
        Assert.Equal((WebSocketMessageType.Close, WebSocketCloseStatus.PolicyViolation), (received.MessageType, socket.CloseStatus));
    }

    [Fact]
    public async Task Host_Stops_WhileSomeoneWatches_Soon()
    {
        var hosted = await HostedAppliance.Start(live: _live);
        using var watched = await Watch(hosted, "/api/sources/plc/live");
        await hosted.Host.DisposeAsync();
        Assert.Equal(0, _live.Clients);
        hosted.State.Dispose();
    }

    private static bool Beat(HostedAppliance hosted)
    {
        hosted.Time.Advance(TimeSpan.FromSeconds(15));
        return true;
    }

    private bool Kept(long number)
    {
        var client = _live.Enter(_live.Find("plc")!, null, _live.Json.IdOf(number - 1))!;
        var taken = new List<LiveEvent>();
        client.End();
        _ = client.Take(taken, s_patience, TimeProvider.System, default).Result;
        _live.Leave(_live.Find("plc")!, client);
        return taken.Any(reading => reading.Number == number);
    }

    private async Task<StreamReader> Watch(HostedAppliance hosted, string path, string? lastId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (lastId is not null) request.Headers.Add("Last-Event-ID", lastId);
        var reply = await hosted.Admin.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, _tooLong.Token);
        Assert.Equal("text/event-stream", reply.Content.Headers.ContentType!.MediaType);
        return new StreamReader(await reply.Content.ReadAsStreamAsync());
    }

    private async Task<(string Id, string Name, string Data)> Next(StreamReader watched)
    {
        string id = "", name = "", data = "";
        while (await watched.ReadLineAsync(_tooLong.Token) is { } line)
        {
            if (line.StartsWith("id: ")) id = line[4..];
            if (line.StartsWith("event: ")) name = line[7..];
            if (line.StartsWith("data: ")) data = line[6..];
            if (line.Length == 0 && name.Length > 0) break;
        }
        return (id, name, data);
    }

    private void Store(string device, params double[] temps) => _store.Append(Batch(device, temps));

    private static ReadingBatch Batch(string device, params double[] temps)
    {
        var batch = ReadingBatch.Rent("plc", device, s_channels, temps.Length);
        for (int i = 0; i < temps.Length; i++)
        {
            int row = batch.AddRow(FakeAppliance.Start.ToUnixTimeMilliseconds() * 1000 + i * 1_000_000L);
            batch.Set(row, 0, temps[i]);
            batch.Set(row, 1, 1);
        }
        return batch;
    }
}
