using System.Globalization;
using EdgeAppliance.Daemon.Http;
using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Routes;
using EdgeAppliance.Daemon.Identity;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Takes what is posted to <c>/ingest/{source}</c> and <c>/ingest/{source}/{device}</c>: 1 which source, and may it now; 2 what kind
/// of body; 3 read it; 4 decode it; 5 take what is new of it; 6 say 202 once that is on stable storage. Before 3 nothing of the body is
/// read, so that a client that waits for 100 Continue (RFC 9110 section 10.1.1) need not send it.</summary>
/// <param name="failures">Where what a device may not post is counted; null where no devices are known.</param>
internal sealed partial class HttpIntake(ILogger logger, AdmissionFailures? failures = null)
{
    /// <summary>Of all bodies that are being read, as large as they may become.</summary>
    private const long BodiesBytesMax = 64L << 20;

    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    private volatile IReadOnlyDictionary<string, HttpSource> _sources = new Dictionary<string, HttpSource>();
    private long _bodiesBytes;

    public void Use(IEnumerable<HttpSource> sources) => _sources = sources.ToDictionary(source => source.Name, StringComparer.Ordinal);

    public async Task Take(HttpContext context)
    {
        string name = (string)context.Request.RouteValues["source"]!;
        if (!_sources.TryGetValue(name, out var source)) // 1
        {
            await Problems.Write(context, Problems.Of(StatusCodes.Status404NotFound, $"There is no source '{name}' of type http."));
            return;
        }
        if (source.Rate.TakeRequest() is var wait && wait > TimeSpan.Zero)
        {
            await RefuseLater(context, source, PostOutcome.Limited, wait, StatusCodes.Status429TooManyRequests, "The source takes no more requests or readings now.");
            return;
        }
        if (PostRequest.Of(context.Request, source, context.Features.Get<Caller>()) is var request && request.Refusal is { } refusal) // 2
        {
            await Refuse(context, source, refusal);
            return;
        }
        await TakeHeld(context, source, request);
    }

    private async Task TakeHeld(HttpContext context, HttpSource source, PostRequest request)
    {
        long held = request.BytesMost;
        try
        {
            if (Interlocked.Add(ref _bodiesBytes, held) > BodiesBytesMax)
                await RefuseLater(context, source, PostOutcome.NotStored, s_again, StatusCodes.Status503ServiceUnavailable, "Too many large bodies are being read.");
            else await Read(context, source, request);
        }
        finally
        {
            Interlocked.Add(ref _bodiesBytes, -held);
        }
    }

    private async Task Read(HttpContext context, HttpSource source, PostRequest request)
    {
        var rows = source.Rent();
        Problem? problem;
        try
        {
            using (var body = new PostBody())
                problem = await TryRead(context, source, request, body) ?? Decode(context, source, request, body.Bytes, rows); // 3, 4
            if (problem is null && PostAcl.Denied(context.Features.Get<Caller>()?.Device, source.Name, rows) is { } denied) problem = PostProblems.Denied(denied);
            if (problem is not null) await Refuse(context, source, problem);
            else await TakeRows(context, source, rows);
        }
        finally
        {
            source.Return(rows);
        }
    }

    private static async Task<Problem?> TryRead(HttpContext context, HttpSource source, PostRequest request, PostBody body)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = source.Options.Limits.PayloadBytesMax;
        try
        {
            bool isWhole = await body.Read(context.Request, request.IsGzip, source.Options.Limits.PayloadBytesMax, context.RequestAborted);
            source.Requests.CountBytes(body.Bytes.Length);
            return isWhole ? null : PostProblems.TooLarge(source);
        }
        catch (InvalidDataException)
        {
            return Problems.Of(StatusCodes.Status400BadRequest, "The body is not gzip, as its Content-Encoding says.");
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            return PostProblems.TooLarge(source);
        }
    }

    private Problem? Decode(HttpContext context, HttpSource source, PostRequest request, ReadOnlySpan<byte> body, RowBuffer rows)
    {
        var fault = request.Event is { } headers ? headers.Read(source, request, body, rows) : source.Read(request.Format, body, request.Device, rows, request.Caller);
        if (!fault.IsNone)
        {
            source.Counters.CountRefused(fault.Error);
            if (source.TryStartBurst(fault.Error)) Log.PostRefused(logger, source.Name, context.Connection.RemoteIpAddress?.ToString() ?? "", PayloadErrorText.Of(fault.Error, source.Options.Limits));
            return PostProblems.Of(source, fault, PostPlace.Of(request.Format, body, fault));
        }
        source.Rate.TakeReadings(rows.Count);
        rows.PayloadBytes = body.Length;
        if (source.LeaveOutHeldBack(rows) is not PayloadError.None and var held) return PostProblems.HeldBack(source, held);
        if (request.Key is not { } key || source.Options.Key is not null) return null;
        string caller = $"{request.Caller} {request.Device?.Device}";
        rows.Keys.Clear();
        rows.Keys.Add(PostKeys.OfRequest(caller, key, body, rows.Count));
        return null;
    }

    private async Task TakeRows(HttpContext context, HttpSource source, RowBuffer rows)
    {
        int count = rows.Count;
        try
        {
            var taking = await source.Take(rows, context.RequestAborted); // 5
            if (taking.IsOther) await Refuse(context, source, PostProblems.KeyOfAnother);
            else if (taking.Error != PayloadError.None) await RefuseKey(context, source, taking.Error);
            else await Answer(context, source, taking, rows.HeldBack);
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            source.Counters.CountNotStored(count);
            await NotStored(context, source);
        }
    }

    private static async Task Answer(HttpContext context, HttpSource source, PostTaking taking, int heldBack)
    {
        try
        {
            await taking.Stored.WaitAsync(context.RequestAborted);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            source.Counters.CountNotStored(taking.Accepted);
            await NotStored(context, source);
            return;
        }
        source.Requests.Count(PostOutcome.Accepted);
        await context.WritePage(new IngestPage(taking.Accepted, taking.Repeated) { HeldBack = heldBack > 0 ? heldBack : null }, PageJson.Default.IngestPage, StatusCodes.Status202Accepted); // 6
    }

    private Task RefuseKey(HttpContext context, HttpSource source, PayloadError error)
    {
        source.Counters.CountRefused(error);
        return Refuse(context, source, PostProblems.Of(source, new PostFault(error, -1), new PostPlace(null, null, null)));
    }

    private Task Refuse(HttpContext context, HttpSource source, Problem problem)
    {
        source.Requests.Count(PostOutcome.Refused);
        if (problem.Status == StatusCodes.Status403Forbidden) failures?.CountPublishDenied();
        // What was decoded is counted already.
        if (problem is { Status: StatusCodes.Status413PayloadTooLarge, Type: not PostProblems.BadReading }) source.Counters.CountRefused(PayloadError.TooLarge);
        if (problem.Status == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = "1";
        if (problem.Status == StatusCodes.Status415UnsupportedMediaType)
        {
            // RFC 9110 section 15.5.16.
            context.Response.Headers["Accept-Post"] = PostFormats.Accepted;
            context.Response.Headers.AcceptEncoding = "gzip, identity";
        }
        return Problems.Write(context, problem);
    }

    private static Task NotStored(HttpContext context, HttpSource source) =>
        RefuseLater(context, source, PostOutcome.NotStored, s_again, StatusCodes.Status503ServiceUnavailable, "The readings could not be stored; send them again.");

    private static Task RefuseLater(HttpContext context, HttpSource source, PostOutcome outcome, TimeSpan wait, int status, string detail)
    {
        source.Requests.Count(outcome);
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problems.Write(context, Problems.Of(status, detail));
    }

    private static partial class Log
    {
        [LoggerMessage(1221, LogLevel.Warning, "Source {Source}: a body from {Remote} is refused. {Reason}")]
        public static partial void PostRefused(ILogger logger, string source, string remote, string reason);
    }
}
