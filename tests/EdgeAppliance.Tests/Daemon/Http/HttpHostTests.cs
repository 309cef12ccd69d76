using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Live;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Tests.Daemon.Twins;
using EdgeAppliance.Tests.Ingest.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Http;

public sealed class HttpHostTests
{
    [Fact]
    public async Task Start_FirstTime_TellsATokenThatWorks()
    {
        await using var hosted = await HostedAppliance.Start();
        var status = await hosted.Admin.GetFromJsonAsync("/api/status", PageJson.Default.StatusPage);
        Assert.Equal("pump-station-7", status!.Device);
    }

    [Fact]
    public async Task Start_SocketOfAKilledDaemon_IsReplaced()
    {
        using var state = new StateFolder();
        string path = Path.Combine(state.Path, "control.sock");
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            killed.Bind(new UnixDomainSocketEndPoint(path + "x"));
            File.Move(path + "x", path);
        }
        Assert.True(File.Exists(path));
        await using var host = await StartIn(state.Path);
        Assert.Equal(path, host.Listeners.Single(l => l.Protocol == "control").Address);
    }

    [Fact]
    public async Task Start_AnotherDaemonAnswers_IsRefusedAndLeavesItAlone()
    {
        await using var hosted = await HostedAppliance.Start();
        var refusal = await Assert.ThrowsAsync<IOException>(() => StartIn(hosted.State.Path));
        Assert.Contains("Another daemon", refusal.Message);
        Assert.Equal(HttpStatusCode.OK, (await hosted.Socket.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public async Task Start_PathTooLongForASocket_SaysSo()
    {
        using var state = new StateFolder();
        string folder = Directory.CreateDirectory(Path.Combine(state.Path, new string('x', 100))).FullName;
        Assert.Contains("107 bytes", (await Assert.ThrowsAsync<IOException>(() => StartIn(folder))).Message);
    }

    [Fact]
    public async Task Start_PortTaken_SaysWhich()
    {
        await using var hosted = await HostedAppliance.Start();
        using var state = new StateFolder();
        var taken = new HttpHostOptions([new IPEndPoint(IPAddress.Loopback, hosted.Url.Port)], state.Path);
        var refusal = await Assert.ThrowsAsync<IOException>(() => HttpHost.Start(taken, Around(taken.StateDirectory), CancellationToken.None));
        Assert.Contains(hosted.Url.Port.ToString(), refusal.Message);
    }

    [Fact]
    public async Task Dispose_Started_TakesTheSocketAway()
    {
        using var state = new StateFolder();
        var host = await StartIn(state.Path);
        await host.DisposeAsync();
        Assert.False(File.Exists(Path.Combine(state.Path, "control.sock")));
    }

    [Theory]
    [InlineData("/api/none", "GET", HttpStatusCode.NotFound)]
    [InlineData("/", "GET", HttpStatusCode.NotFound)]
    [InlineData("/api/status", "DELETE", HttpStatusCode.MethodNotAllowed)]
    [InlineData("/api/reload", "GET", HttpStatusCode.MethodNotAllowed)]
    public async Task Request_NoRoute_IsAProblem(string path, string method, HttpStatusCode status)
    {
        await using var hosted = await HostedAppliance.Start();
        var reply = await hosted.Admin.SendAsync(new HttpRequestMessage(new HttpMethod(method), path));
        await reply.Problem(status);
        if (status == HttpStatusCode.MethodNotAllowed) Assert.NotEmpty(reply.Content.Headers.Allow);
    }

    [Fact]
    public async Task Request_PageFails_IsAProblemWithoutItsInside()
    {
        await using var hosted = await HostedAppliance.Start();
        hosted.Appliance.OnReload = () => throw new InvalidOperationException("inside");
        var problem = await (await hosted.Admin.PostAsync("/api/reload", null)).Problem(HttpStatusCode.InternalServerError);
        Assert.DoesNotContain("inside", problem.Detail);
        Assert.Equal(32, problem.TraceId!.Length);
    }

    [Fact]
    public async Task Request_Traceparent_IsCarriedOn()
    {
        const string trace = "4bf92f3577b34da6a3ce929d0e0e4736";
        var log = new RecordingLoggers();
        await using var hosted = await HostedAppliance.Start(loggers: log);
        var request = new HttpRequestMessage(HttpMethod.Post, "/api/reload") { Headers = { { "traceparent", $"00-{trace}-00f067aa0ba902b7-01" } } };
        await hosted.Admin.SendAsync(request);
        Assert.Contains(await log.Line(6002), line => line.Contains(trace) && line.Contains("token 'first'"));
    }

    [Theory]
    [InlineData("not-a-trace")]
    [InlineData("00-00000000000000000000000000000000-0000000000000000-01")]
    public async Task Request_BadTraceparent_GetsATraceOfItsOwn(string traceparent)
    {
        await using var hosted = await HostedAppliance.Start();
        var request = new HttpRequestMessage(HttpMethod.Get, "/api/none");
        request.Headers.TryAddWithoutValidation("traceparent", traceparent);
        var problem = await (await hosted.Admin.SendAsync(request)).Problem(HttpStatusCode.NotFound);
        Assert.Matches("^(?!0{32})[0-9a-f]{32}$", problem.TraceId!);
    }

    [Fact]
    public async Task Request_HeadersTooLarge_AreRefused()
    {
        await using var hosted = await HostedAppliance.Start();
        var request = new HttpRequestMessage(HttpMethod.Get, "/healthz") { Headers = { { "X-Large", new string('x', 20_000) } } };
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await hosted.Nobody.SendAsync(request)).StatusCode);
    }

    [Fact]
    public async Task Connection_OverTheLimit_IsClosedAndTheSocketStillAnswers()
    {
        await using var hosted = await HostedAppliance.Start(new HttpLimits { TcpConnectionsMax = 1 });
        using var first = await Connect(hosted);
        Assert.StartsWith("HTTP/1.1 200", await Ask(first));
        Assert.Equal("", await AskOverTheLimit(hosted));
        Assert.Equal(HttpStatusCode.OK, (await hosted.Socket.GetAsync("/healthz")).StatusCode);
    }

    [Fact]
    public async Task Connection_NeverSendsItsHeaders_IsClosed()
    {
        await using var hosted = await HostedAppliance.Start(new HttpLimits { HeadersTimeout = TimeSpan.FromMilliseconds(50) });
        using var socket = await Connect(hosted);
        await socket.SendAsync("GET /healthz HTTP/1.1\r\nHost: x\r\n"u8.ToArray());
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var answer = new byte[100];
        int read = await socket.ReceiveAsync(answer, late.Token);
        Assert.StartsWith("HTTP/1.1 408", Encoding.ASCII.GetString(answer, 0, read));
    }

    private static HttpSurroundings Around(string state)
    {
        var appliance = new FakeAppliance();
        return new HttpSurroundings(appliance, appliance, NullLoggerFactory.Instance, TimeProvider.System)
        {
            Live = new LiveReadings(new RowStore(), us => us, new LiveLimits(), TimeProvider.System), Devices = new FakeDevices(), Desired = new DesiredStates(state),
        };
    }

    private static Task<HttpHost> StartIn(string state) => HttpHost.Start(new HttpHostOptions([], state), Around(state), CancellationToken.None);

    private static async Task<Socket> Connect(HostedAppliance hosted)
    {
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(hosted.Url.Host, hosted.Url.Port);
        return socket;
    }

    private static async Task<string> Ask(Socket socket)
    {
        var answer = new byte[100];
        await socket.SendAsync("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        return Encoding.ASCII.GetString(answer, 0, await socket.ReceiveAsync(answer));
    }

    /// <summary>The reset may come as early as while connecting.</summary>
    private static async Task<string> AskOverTheLimit(HostedAppliance hosted)
    {
        try
        {
            using var socket = await Connect(hosted);
            return await Ask(socket);
        }
        catch (SocketException)
        {
            return "";
        }
    }
}
