using System.Globalization;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.Bearer;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>Lets a request through to its route where its caller may: over TCP the holder of a token (RFC 6750), over the Unix
/// socket the peer's user. Where devices are known, they post with what they are known by. Who shows what is right is never made to wait for another's wrong ones.</summary>
/// <param name="devices">Null where no devices are known.</param>
internal sealed partial class AccessGuard(TokenStore tokens, AdmissionFailures failures, DeviceGuard? devices, ControlSocket socket, ILogger logger)
{
    public Task Invoke(HttpContext context, RequestDelegate next)
    {
        var required = context.GetEndpoint()?.Metadata.GetMetadata<RequiredScope>();
        if (required is { Scope: null }) return next(context);
        var scope = required?.Scope ?? AccessScope.Read;
        var peer = context.Features.Get<PeerCredential>();
        if (peer is null && scope == AccessScope.Ingest && devices is not null) return LetPost(context, next);
        if (peer is null && devices?.Tokens is { } issuer && BearerCredential.Jwt(context.Request.Headers.Authorization.ToString()) is { } bearer) return LetBearer(context, next, scope, issuer, bearer);
        if ((peer is null ? Holder(context) : User(peer)) is not { } caller) return peer is null ? RefuseToken(context) : RefuseUser(context, peer);
        return Let(context, next, caller, scope);
    }

    /// <summary>Who reports for a device has to be one: a token that posts and does nothing else is not bound to any.</summary>
    private async Task LetPost(HttpContext context, RequestDelegate next)
    {
        var judged = await devices!.Judge(context);
        if (judged is { IsAdmitted: false } refused) await DeviceGuard.Refuse(context, refused);
        else if ((judged is { } admitted ? DeviceGuard.CallerOf(admitted) : Holder(context)) is not { } caller) await RefuseToken(context);
        else if (judged is null && caller.Scope == AccessScope.Ingest) await Problems.Write(context, Problems.Of(StatusCodes.Status403Forbidden, "This token is no device's: post with a device's id and secret, or its certificate."));
        else await Let(context, next, caller, AccessScope.Ingest);
    }

    /// <summary>A person or a program: the issuer's token says by its scope what it may do.</summary>
    private async Task LetBearer(HttpContext context, RequestDelegate next, AccessScope scope, BearerTokens issuer, byte[] bearer)
    {
        if (await issuer.Check(bearer) is not { } token) await RefuseToken(context);
        else if (BearerScope.Of(token) is not { } granted) await RefuseScope(context, new Caller($"bearer '{token.Subject}'", AccessScope.Ingest, IsLocal: false), scope);
        else await Let(context, next, new Caller($"bearer '{token.Subject}'", granted, IsLocal: false), scope);
    }

    private static Task Let(HttpContext context, RequestDelegate next, Caller caller, AccessScope scope)
    {
        if (!caller.Scope.Includes(scope)) return RefuseScope(context, caller, scope);
        context.Features.Set(caller);
        return next(context);
    }

    private Caller? User(PeerCredential peer) =>
        socket.ScopeOf(peer) is { } scope ? new Caller($"user {peer.UserId}", scope, IsLocal: true) : null;

    private Caller? Holder(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        var text = BearerCredential.Of(header.Count == 1 ? header[0]! : "");
        return !text.IsEmpty && tokens.Find(text) is { } token ? new Caller($"token '{token.Name}'", token.Scope, IsLocal: false) : null;
    }

    private Task RefuseToken(HttpContext context)
    {
        if (context.Request.Headers.Authorization.Count == 0)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Problems.Write(context, Problems.Of(StatusCodes.Status401Unauthorized, "Show a token: 'Authorization: Bearer TOKEN'."));
        }
        var remote = context.Connection.RemoteIpAddress!;
        var wait = failures.CountWrong(AdmissionVerdict.BadToken, remote, DeviceGuard.DoorOf(context));
        if (wait > TimeSpan.Zero) return RefuseFailures(context, wait);
        Log.WrongToken(logger, remote, RequestFrame.TraceId);
        context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
        return Problems.Write(context, Problems.Of(StatusCodes.Status401Unauthorized, "The appliance knows no such token."));
    }

    private static Task RefuseFailures(HttpContext context, TimeSpan wait)
    {
        context.Response.Headers.RetryAfter = Math.Ceiling(wait.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        return Problems.Write(context, Problems.Of(StatusCodes.Status429TooManyRequests, "Too many wrong tokens came from this address."));
    }

    private static Task RefuseUser(HttpContext context, PeerCredential peer) =>
        Problems.Write(context, Problems.Of(StatusCodes.Status403Forbidden,
            $"User {peer.UserId} may not ask: be root, the daemon's user, or in the group of the state directory."));

    private static Task RefuseScope(HttpContext context, Caller caller, AccessScope scope)
    {
        string name = ScopeNames.Of(scope);
        if (!caller.IsLocal) context.Response.Headers.WWWAuthenticate = $"Bearer error=\"insufficient_scope\", scope=\"{name}\"";
        string remedy = caller.IsLocal ? "be root or the daemon's user" : "use a token that has it";
        return Problems.Write(context, Problems.Of(StatusCodes.Status403Forbidden, $"This needs the scope '{name}': {remedy}."));
    }

    private static partial class Log
    {
        // At most as many a minute and address as the limiter lets through.
        [LoggerMessage(6011, LogLevel.Warning, "A wrong token came from {Remote} (trace {TraceId})")]
        public static partial void WrongToken(ILogger logger, System.Net.IPAddress remote, string traceId);
    }
}
