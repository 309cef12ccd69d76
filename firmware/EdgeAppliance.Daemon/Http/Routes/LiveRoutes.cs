using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Live;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>Readings as they come, and the newest ones.</summary>
internal static class LiveRoutes
{
    /// <param name="stopping">The server ends: who watches is not waited for.</param>
    public static void Map(IEndpointRouteBuilder routes, LiveReadings live, TimeProvider time, CancellationToken stopping)
    {
        routes.Get("/api/sources/{source}/live", AccessScope.Read, context => Watch(context, live, time, stopping));
        routes.Get("/api/sources/{source}/latest", AccessScope.Read, context => Latest(context, live));
    }

    private static async Task Watch(HttpContext context, LiveReadings live, TimeProvider time, CancellationToken stopping)
    {
        var source = Find(context, live);
        if (HttpMethods.IsHead(context.Request.Method)) return;
        string? device = context.Request.Query["device"];
        string? lastId = context.Request.Headers.TryGetValue("Last-Event-ID", out var header) ? header.ToString() : (string?)context.Request.Query["lastEventId"];
        if (live.Enter(source, device, lastId) is not { } client)
        {
            context.Response.Headers.RetryAfter = "10";
            throw new BadHttpRequestException($"{live.Limits.ClientsMax} clients watch already.", StatusCodes.Status503ServiceUnavailable);
        }
        using var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, stopping);
        try
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                using var socket = await context.WebSockets.AcceptWebSocketAsync();
                await new LiveSocket(live, client, time).Send(socket, either.Token);
            }
            else await new LiveStream(live, client, time).Send(context.Response, either.Token);
        }
        catch (OperationCanceledException) when (either.IsCancellationRequested)
        {
        }
        finally
        {
            live.Leave(source, client);
        }
    }

    private static Task Latest(HttpContext context, LiveReadings live)
    {
        var devices = new List<LatestStatus>();
        foreach (var (device, latest) in Find(context, live).Devices.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            var (time, values) = live.Json.Shown(latest);
            devices.Add(new LatestStatus(device, time, values));
        }
        return context.WritePage(new LatestPage(NameOf(context), devices), PageJson.Default.LatestPage);
    }

    private static LiveSource Find(HttpContext context, LiveReadings live) =>
        live.Find(NameOf(context)) ?? throw new BadHttpRequestException($"There is no source '{NameOf(context)}'.", StatusCodes.Status404NotFound);

    private static string NameOf(HttpContext context) => (string)context.Request.RouteValues["source"]!;
}
