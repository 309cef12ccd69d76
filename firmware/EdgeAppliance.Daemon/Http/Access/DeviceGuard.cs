using System.Globalization;
using System.Net;
using EdgeAppliance.Daemon.Http.Tokens;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.Bearer;

namespace EdgeAppliance.Daemon.Http.Access;

/// <summary>Knows devices that post: by their id and secret (HTTP Basic), by a bearer token of the issuer, or by their certificate. What each may post is checked where it is read.</summary>
internal sealed class DeviceGuard(DeviceAdmission admission)
{
    /// <summary>Checks bearer tokens; null where none are taken.</summary>
    public BearerTokens? Tokens => admission.Tokens;

    /// <returns>Null where the request shows nothing that a device would.</returns>
    public async ValueTask<Admission?> Judge(HttpContext context)
    {
        string header = context.Request.Headers.Authorization.ToString();
        var (user, password) = BasicCredential.Of(header);
        var certificate = context.Connection.ClientCertificate;
        if (user is null && BearerCredential.Jwt(header) is { } token) (user, password) = ("", token);
        if (user is null && (certificate is null || header.Length > 0)) return null;
        var claim = new DeviceClaim(user, password, "", context.Connection.RemoteIpAddress ?? IPAddress.None) { Door = DoorOf(context) };
        if (user is null) claim = claim with { Certificate = certificate, Chain = context.Features.Get<SecureConnection>()?.Chain };
        return await admission.Judge(claim);
    }

    public static DeviceDoor DoorOf(HttpContext context) => context.Request.IsHttps ? DeviceDoor.Https : DeviceDoor.Http;

    public static Caller CallerOf(in Admission admitted) =>
        new($"device '{admitted.Device!.Record.Id}'", AccessScope.Ingest, IsLocal: false) { Device = admitted.Device };

    public static Task Refuse(HttpContext context, in Admission refused)
    {
        int status = refused.Verdict switch
        {
            AdmissionVerdict.TooManyFailures => StatusCodes.Status429TooManyRequests,
            AdmissionVerdict.Busy => StatusCodes.Status503ServiceUnavailable,
            AdmissionVerdict.Revoked or AdmissionVerdict.Expired => StatusCodes.Status403Forbidden,
            _ => StatusCodes.Status401Unauthorized,
        };
        if (status == StatusCodes.Status429TooManyRequests) context.Response.Headers.RetryAfter = FailureLimiter.Window.TotalSeconds.ToString(CultureInfo.InvariantCulture);
        if (status == StatusCodes.Status401Unauthorized) context.Response.Headers.WWWAuthenticate = "Basic realm=\"edge\"";
        return Problems.Write(context, Problems.Of(status, refused.Reason));
    }
}
