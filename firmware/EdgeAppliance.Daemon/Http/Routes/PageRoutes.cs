using System.Globalization;
using System.Text;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Daemon.Http.Metrics;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Tokens;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>What can be looked at.</summary>
internal static class PageRoutes
{
    public const int LogLinesMax = 1000;
    private const int LogLinesUsual = 100;
    private const string MetricsType = "text/plain; version=0.0.4; charset=utf-8";

    public static void Map(IEndpointRouteBuilder routes, IApplianceView view)
    {
        routes.Get("/healthz", null, context => Health(context, view));
        routes.Get("/readyz", null, context => Readiness(context, view));
        routes.Get("/metrics", AccessScope.Read, context => Metrics(context, view));
        routes.Get("/api/status", AccessScope.Read, context => context.WritePage(view.Status(), PageJson.Default.StatusPage));
        routes.Get("/api/sources", AccessScope.Read, context => context.WritePage(view.Sources(), PageJson.Default.SourcesPage));
        routes.Get("/api/models", AccessScope.Read, context => context.WritePage(view.Models(), PageJson.Default.ModelsPage));
        routes.Get("/api/bundles", AccessScope.Read, context => context.WritePage(view.Bundles(), ReportJson.Default.DeviceReport));
        routes.Get("/api/bundles/installed", AccessScope.Read, context => context.WritePage(view.Installed(), PageJson.Default.InstalledPage));
        routes.Get("/api/sent", AccessScope.Read, context => context.WritePage(view.Sent(), PageJson.Default.SentPage));
        routes.Get("/api/updates", AccessScope.Read, context => context.WritePage(view.Updates(), PageJson.Default.UpdatesPage));
        routes.Get("/api/outbox", AccessScope.Read, context => context.WritePage(view.Outbox(), PageJson.Default.OutboxPage));
        routes.Get("/api/logs", AccessScope.Read, context => Logs(context, view));
    }

    private static Task Health(HttpContext context, IApplianceView view) => view.IsAlive
        ? context.WritePage(new HealthPage("alive"), PageJson.Default.HealthPage)
        : Problems.Write(context, Problems.Of(StatusCodes.Status503ServiceUnavailable, "The daemon does not move; it has to be started again."));

    private static Task Readiness(HttpContext context, IApplianceView view)
    {
        var reasons = view.NotReady();
        if (reasons.Count == 0) return context.WritePage(new HealthPage("ready"), PageJson.Default.HealthPage);
        return Problems.Write(context, new Problem(Problems.NotReady, "Not ready", StatusCodes.Status503ServiceUnavailable) { Errors = reasons });
    }

    private static Task Metrics(HttpContext context, IApplianceView view)
    {
        var metrics = new MetricsWriter();
        PageMetrics.Write(view, metrics);
        view.WriteMetrics(metrics);
        return context.WriteBytes(Encoding.UTF8.GetBytes(metrics.ToString()), MetricsType);
    }

    private static Task Logs(HttpContext context, IApplianceView view)
    {
        long after = Number(context, "after", 0, long.MaxValue);
        long lines = Number(context, "lines", LogLinesUsual, LogLinesMax);
        return context.WritePage(view.Logs(after, (int)lines), PageJson.Default.LogsPage);
    }

    private static long Number(HttpContext context, string key, long otherwise, long most)
    {
        var text = context.Request.Query[key];
        if (text.Count == 0) return otherwise;
        bool isNumber = long.TryParse(text.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out long number);
        return isNumber && number <= most ? number : throw new BadHttpRequestException($"'{key}' takes a whole number from 0 to {most}.");
    }
}
