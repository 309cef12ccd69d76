using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Routes;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Identity;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace EdgeAppliance.Daemon.Http;

/// <summary>Serves the pages and actions on <c>listen.http</c> and <c>listen.https</c>, where a token is the credential, and on the Unix socket
/// <c>control.sock</c>, where the peer's user is. A request passes
/// 1 the frame, which turns every error into problem details, 2 routing, 3 the guard, 4 its route.</summary>
internal sealed class HttpHost : IAsyncDisposable
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(2);
    private readonly WebApplication _web;

    private HttpHost(WebApplication web, TokenStore tokens, string? firstToken)
    {
        _web = web;
        Tokens = tokens;
        FirstToken = firstToken;
        Listeners = ListenersOf(web);
    }

    public TokenStore Tokens { get; }

    /// <summary>The text of the token that was made because there was none yet. It is kept nowhere: print it once. Else null.</summary>
    public string? FirstToken { get; }

    /// <summary>The addresses really listened on.</summary>
    public IReadOnlyList<ListenerStatus> Listeners { get; }

    /// <summary>Every route that there is.</summary>
    public IReadOnlyList<Endpoint> Routes => _web.Services.GetRequiredService<EndpointDataSource>().Endpoints;

    /// <exception cref="IOException">An address is taken, the state directory cannot be written, or its path is too long for a socket.</exception>
    /// <exception cref="InvalidDataException">The token file is damaged.</exception>
    public static async Task<HttpHost> Start(HttpHostOptions options, HttpSurroundings around, CancellationToken stop)
    {
        var tokens = TokenStore.Open(options.StateDirectory, around.Time, out string? firstToken);
        var socket = ControlSocket.Prepare(options.StateDirectory);
        var web = Build(options, around, socket);
        AddPipeline(web, options, around, new AccessGuard(tokens, around.Failures, around.Admission is { } admission ? new DeviceGuard(admission) : null, socket, around.Loggers.CreateLogger<AccessGuard>()));
        TokenRoutes.Map(web, tokens);
        try
        {
            await web.StartAsync(stop).ConfigureAwait(false);
            socket.Open();
        }
        catch
        {
            await web.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        return new HttpHost(web, tokens, firstToken);
    }

    /// <summary>Takes no more requests, and lets those under way end within two seconds.</summary>
    public async ValueTask DisposeAsync()
    {
        using var farewell = new CancellationTokenSource(s_farewell);
        await _web.StopAsync(farewell.Token).ConfigureAwait(false);
        await _web.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The empty builder reads no appsettings.json of the working directory and no ASPNETCORE_ variables, which could open
    /// addresses that the configuration does not name.</summary>
    private static WebApplication Build(HttpHostOptions options, HttpSurroundings around, ControlSocket socket)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ContentRootPath = AppContext.BaseDirectory });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddProvider(new ForwardingLoggerProvider(around.Loggers));
        builder.Services.AddRoutingCore();
        builder.Services.AddSingleton<IHostLifetime, CallersLifetime>();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            SetLimits(kestrel, options.Limits);
            var tcp = new ConnectionLimit(options.Limits.TcpConnectionsMax);
            foreach (var endPoint in options.EndPoints) kestrel.Listen(endPoint, tcp.ApplyTo);
            foreach (var endPoint in options.SecureEndPoints) kestrel.Listen(endPoint, listen =>
            {
                tcp.ApplyTo(listen);
                SecureConnection.AddTo(listen, options.Tls);
            });
            kestrel.ListenUnixSocket(socket.Path, listen =>
            {
                new ConnectionLimit(options.Limits.SocketConnectionsMax).ApplyTo(listen);
                PeerCredential.AddTo(listen);
            });
        });
        return builder.Build();
    }

    private static void SetLimits(KestrelServerOptions kestrel, HttpLimits limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.ConfigureEndpointDefaults(listen => listen.Protocols = HttpProtocols.Http1);
        kestrel.Limits.MaxRequestBodySize = limits.BodyBytesMax;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.HeaderBytesMax;
        kestrel.Limits.MaxRequestLineSize = limits.RequestLineBytesMax;
        kestrel.Limits.MaxRequestBufferSize = Math.Max(64 << 10, limits.RequestLineBytesMax);
        kestrel.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.KeepAlive;
    }

    private static void AddPipeline(WebApplication web, HttpHostOptions options, HttpSurroundings around, AccessGuard guard)
    {
        web.Use(new RequestFrame(around.Time, around.Loggers.CreateLogger<RequestFrame>()).Invoke); // 1
        web.UseWebSockets(new WebSocketOptions { KeepAliveInterval = around.Live.Limits.Heartbeat, KeepAliveTimeout = around.Live.Limits.Heartbeat });
        web.UseRouting(); // 2
        web.Use(guard.Invoke); // 3
        PageRoutes.Map(web, around.View); // 4
        ActionRoutes.Map(web, around.Actions, new Uploads(options.StateDirectory, options.Limits));
        PostRoutes.Map(web, around.Intake);
        new PeerRoutes(around.Peers).Map(web);
        DeviceRoutes.Map(web, around.View, around.Actions);
        new EstRoutes(around.Enrolment).Map(web);
        new TwinRoutes(around.Live, around.Desired, around.Devices).Map(web);
        LiveRoutes.Map(web, around.Live, around.Time, web.Lifetime.ApplicationStopping);
        OpenApiRoute.Map(web);
    }

    private static List<ListenerStatus> ListenersOf(WebApplication web)
    {
        const string socket = "http://unix:";
        var all = new List<ListenerStatus>();
        foreach (string address in web.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses)
        {
            int behind = address.IndexOf("://", StringComparison.Ordinal);
            bool isSocket = address.StartsWith(socket, StringComparison.Ordinal);
            all.Add(isSocket ? new ListenerStatus("control", address[socket.Length..]) : new ListenerStatus(address[..behind], address[(behind + 3)..]));
        }
        return all;
    }
}
