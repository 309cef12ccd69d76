using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Daemon.Live;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Daemon.Updates.Peers;
using EdgeAppliance.Tests.Daemon.Twins;
using EdgeAppliance.Tests.Ingest.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Daemon.Http;

/// <summary>A real host on a port that the system chose and on a real Unix socket, before a fake appliance.</summary>
internal sealed class HostedAppliance : IAsyncDisposable
{
    private HostedAppliance(StateFolder state, FakeAppliance appliance, FakeTimeProvider time, HttpHost host)
    {
        (State, Appliance, Time, Host) = (state, appliance, time, host);
        Url = new Uri($"http://{host.Listeners.Single(l => l.Protocol == "http").Address}");
        SocketPath = host.Listeners.Single(l => l.Protocol == "control").Address;
        Socket = new HttpClient(new SocketsHttpHandler { ConnectCallback = ConnectSocket }) { BaseAddress = new Uri("http://localhost") };
        Nobody = Client(null);
        Admin = Client(host.FirstToken);
    }

    public StateFolder State { get; }

    public FakeAppliance Appliance { get; }

    public FakeTimeProvider Time { get; }

    public HttpHost Host { get; }

    public Uri Url { get; }

    public string SocketPath { get; }

    public HttpClient Socket { get; }

    /// <summary>Over TCP, without a token.</summary>
    public HttpClient Nobody { get; }

    /// <summary>Over TCP, with the first token.</summary>
    public HttpClient Admin { get; }

    public static async Task<HostedAppliance> Start(HttpLimits? limits = null, ILoggerFactory? loggers = null, HttpIntake? intake = null, LiveReadings? live = null, FakeDevices? devices = null, PeerFiles? peers = null)
    {
        var state = new StateFolder();
        var appliance = new FakeAppliance();
        var time = new FakeTimeProvider(FakeAppliance.Start);
        var options = new HttpHostOptions([new IPEndPoint(IPAddress.Loopback, 0)], state.Path) { Limits = limits ?? new HttpLimits() };
        var around = new HttpSurroundings(appliance, appliance, loggers ?? NullLoggerFactory.Instance, time)
        {
            Live = live ?? new LiveReadings(new RowStore(), us => us, new LiveLimits(), time), Devices = devices ?? new FakeDevices(), Desired = new DesiredStates(state.Path),
        };
        if (peers is not null) around = around with { Peers = peers };
        if (intake is not null) around = around with { Intake = intake };
        return new HostedAppliance(state, appliance, time, await HttpHost.Start(options, around, CancellationToken.None));
    }

    public HttpClient Client(string? token)
    {
        var client = new HttpClient { BaseAddress = Url };
        if (token is not null) client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in new[] { Socket, Nobody, Admin }) client.Dispose();
        await Host.DisposeAsync();
        Appliance.Dispose();
        State.Dispose();
    }

    private async ValueTask<Stream> ConnectSocket(SocketsHttpConnectionContext context, CancellationToken stop)
    {
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(SocketPath), stop);
        return new NetworkStream(socket, ownsSocket: true);
    }
}
