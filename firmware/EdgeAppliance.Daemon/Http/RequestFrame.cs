using System.Diagnostics;
using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Routes;
using Microsoft.AspNetCore.Http;

namespace EdgeAppliance.Daemon.Http;

/// <summary>Around every request: what goes wrong inside becomes problem details, and what was asked a line of the log, with the
/// trace id that the caller's <c>traceparent</c> (W3C Trace Context) names or the server made.</summary>
internal sealed partial class RequestFrame(TimeProvider time, ILogger logger)
{
    public static string TraceId => Activity.Current?.TraceId.ToHexString() ?? "";

    public async Task Invoke(HttpContext context, RequestDelegate next)
    {
        long since = time.GetTimestamp();
        using var trace = OwnTrace(context.Request);
        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        try
        {
            await next(context);
            bool isBare = !context.Response.HasStarted && context.Response.ContentLength is null;
            if (isBare && context.Response.StatusCode >= 400) await Problems.Write(context, Problems.Of(context.Response.StatusCode));
        }
        catch (BadHttpRequestException e) when (!context.Response.HasStarted)
        {
            await Problems.Write(context, Problems.Of(e.StatusCode, e.Message));
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
        }
        catch (Exception e) when (!context.Response.HasStarted)
        {
            Log.Failed(logger, e, context.Request.Method, context.Request.Path, TraceId);
            await Problems.Write(context, Problems.Of(StatusCodes.Status500InternalServerError, "The log has the details under the trace id."));
        }
        Tell(context, time.GetElapsedTime(since));
    }

    /// <summary>The server begins a trace where something listens to it; else there is one all the same.</summary>
    private static Activity? OwnTrace(HttpRequest request)
    {
        if (Activity.Current is not null) return null;
        var trace = new Activity("request");
        string? parent = request.Headers.TraceParent;
        if (ActivityContext.TryParse(parent, null, out _)) trace.SetParentId(parent!);
        return trace.Start();
    }

    private void Tell(HttpContext context, TimeSpan took)
    {
        // Reading is not worth a line each time; what changes the appliance is.
        bool changes = HttpMethods.IsPost(context.Request.Method) && context.GetEndpoint()?.Metadata.GetMetadata<OftenAsked>() is null;
        var level = changes && context.Response.StatusCode < 400 ? LogLevel.Information : LogLevel.Debug;
        string caller = context.Features.Get<Caller>()?.Name ?? "nobody";
        Log.Answered(logger, level, context.Request.Method, context.Request.Path, context.Response.StatusCode, took.TotalMilliseconds, caller, TraceId);
    }

    private static partial class Log
    {
        [LoggerMessage(6001, LogLevel.Error, "{Method} {Path} failed (trace {TraceId})")]
        public static partial void Failed(ILogger logger, Exception why, string method, PathString path, string traceId);

        [LoggerMessage(EventId = 6002, Message = "{Method} {Path} was answered {Status} in {Milliseconds} ms, asked by {Caller} (trace {TraceId})")]
        public static partial void Answered(ILogger logger, LogLevel level, string method, PathString path, int status, double milliseconds, string caller, string traceId);
    }
}
