using System.Text;
using System.Text.Json;
using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Live;
using EdgeAppliance.Daemon.Twins;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>Devices as REST has them, whatever they speak: what they report, what they shall be, and what they are told.</summary>
internal sealed class TwinRoutes(LiveReadings live, DesiredStates desired, IDeviceLink link)
{
    private const double WaitSecondsUsual = 10, WaitSecondsMost = 60;

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/api/devices/{id}/twin", AccessScope.Read, Twin);
        routes.MapPut("/api/devices/{id}/twin/desired", Desire).WithMetadata(new RequiredScope(AccessScope.Operate));
        routes.Post("/api/devices/{id}/commands/{name}", AccessScope.Operate, Command);
    }

    private Task Twin(HttpContext context)
    {
        string device = Text(context, "id");
        var state = desired.Get(device);
        List<ReportedStatus> reported = [.. live.Of(device).Select(found => Reported(found.Source, found.Latest))];
        if (state.Version == 0 && reported.Count == 0) throw new BadHttpRequestException($"Nothing is known of a device '{device}'.", StatusCodes.Status404NotFound);
        return Write(context, device, reported, state);
    }

    // RFC 9110 section 13.1: the state is changed only where it is the one that the caller knows.
    private async Task Desire(HttpContext context)
    {
        string device = Text(context, "id");
        if (!context.Request.HasJsonContentType()) throw new BadHttpRequestException("Send the body as application/json.", StatusCodes.Status415UnsupportedMediaType);
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        string match = context.Request.Headers.IfMatch.ToString(), noneMatch = context.Request.Headers.IfNoneMatch.ToString();
        try
        {
            var next = desired.Put(device, body.GetBuffer().AsSpan(0, (int)body.Length), now => Matches(match, noneMatch, now))
                ?? throw new BadHttpRequestException("The desired state is another one by now; read it again.", StatusCodes.Status412PreconditionFailed);
            await link.Tell(device, next, context.RequestAborted);
            await Write(context, device, [.. live.Of(device).Select(found => Reported(found.Source, found.Latest))], next);
        }
        catch (ArgumentException e)
        {
            throw new BadHttpRequestException(e.Message);
        }
    }

    private async Task Command(HttpContext context)
    {
        string device = Text(context, "id"), name = Text(context, "name");
        var request = await context.ReadBody(PageJson.Default.DeviceCommandRequest);
        if (request.Value is not { } value) throw new BadHttpRequestException("'value' is missing.");
        Check(value);
        double wait = request.WaitSeconds ?? WaitSecondsUsual;
        if (!(wait is >= 0 and <= WaitSecondsMost)) throw new BadHttpRequestException($"'waitSeconds' takes a number from 0 to {WaitSecondsMost}.");
        var answer = await link.Command(device, name, value, TimeSpan.FromSeconds(wait), context.RequestAborted);
        int status = answer.Kind switch
        {
            DeviceAnswerKind.Done => StatusCodes.Status200OK,
            DeviceAnswerKind.Sent => StatusCodes.Status202Accepted,
            DeviceAnswerKind.NoSuchDevice or DeviceAnswerKind.NoSuchCommand => StatusCodes.Status404NotFound,
            DeviceAnswerKind.BadValue => StatusCodes.Status400BadRequest,
            DeviceAnswerKind.NoAnswer => StatusCodes.Status504GatewayTimeout,
            _ => StatusCodes.Status409Conflict,
        };
        if (status >= 400) throw new BadHttpRequestException(answer.Text, status);
        await context.WritePage(new DeviceCommandPage(device, name) { Answer = AnswerOf(answer.Payload) }, PageJson.Default.DeviceCommandPage, status);
    }

    private static void Check(JsonElement value)
    {
        var reader = new Utf8JsonReader(Encoding.UTF8.GetBytes(value.GetRawText()));
        try
        {
            JsonTexts.Check(ref reader);
        }
        catch (ArgumentException e)
        {
            throw new BadHttpRequestException($"'value': {e.Message}");
        }
    }

    private static bool Matches(string match, string noneMatch, DesiredState now) =>
        (match.Length == 0 || IsIn(match, now)) && (noneMatch.Length == 0 || !IsIn(noneMatch, now));

    private static bool IsIn(string tags, DesiredState now) =>
        tags == "*" ? now.Version > 0 : tags.Split(',').Any(tag => tag.Trim() == now.Tag);

    private static Task Write(HttpContext context, string device, IReadOnlyList<ReportedStatus> reported, DesiredState state)
    {
        using var json = JsonDocument.Parse(state.Json);
        context.Response.Headers.ETag = state.Tag;
        return context.WritePage(new TwinPage(device, reported, json.RootElement.Clone(), state.Version), PageJson.Default.TwinPage);
    }

    private ReportedStatus Reported(string source, LatestReading latest)
    {
        var (time, values) = live.Json.Shown(latest);
        return new ReportedStatus(source, time, values);
    }

    private static JsonElement? AnswerOf(byte[]? payload)
    {
        if (payload is null || payload.Length == 0) return null;
        try
        {
            using var json = JsonDocument.Parse(payload);
            return json.RootElement.Clone();
        }
        catch (JsonException)
        {
            using var text = JsonDocument.Parse(JsonSerializer.SerializeToUtf8Bytes(Encoding.UTF8.GetString(payload), PageJson.Default.String));
            return text.RootElement.Clone();
        }
    }

    // A slash within a name, as nodes of Sparkplug have it, comes as %2F: the server leaves that alone.
    private static string Text(HttpContext context, string name) => ((string)context.Request.RouteValues[name]!).Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
