using System.Formats.Asn1;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using EdgeAppliance.Daemon.Http.Access;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.SiteCa;

namespace EdgeAppliance.Daemon.Http.Routes;

/// <summary>Enrolment over Secure Transport (RFC 7030): a device gets its certificate with a token that is good once, and renews it with the certificate itself. Over
/// TLS alone, but the list of revoked certificates, which is signed.</summary>
/// <param name="enrolment">Null where the appliance issues no certificates.</param>
internal sealed class EstRoutes(Enrolment? enrolment)
{
    private const string Folder = "/.well-known/est/";

    private static readonly byte[] s_attributes = Attributes();

    public void Map(IEndpointRouteBuilder routes)
    {
        routes.Get("/site-ca.crl", null, context => Serve(context, one => context.WriteBytes(one.RevocationList, "application/pkix-crl")));
        routes.Get(Folder + "cacerts", null, context => Secure(context, one => Answer(context, "application/pkcs7-mime", one.Authority.Chain.Export(X509ContentType.Pkcs7)!)));
        routes.Get(Folder + "csrattrs", null, context => Secure(context, _ => Answer(context, "application/csrattrs", s_attributes)));
        Post("simpleenroll", (one, claim, body) => one.Enroll(claim, body));
        Post("simplereenroll", (one, claim, body) => one.Reenroll(claim, body));

        void Post(string name, Func<Enrolment, DeviceClaim, ReadOnlyMemory<byte>, Task<EnrolmentOutcome>> ask) =>
            routes.MapPost(Folder + name, context => Secure(context, one => Enroll(context, one, ask))).WithMetadata(new RequiredScope(null));
    }

    private Task Serve(HttpContext context, Func<Enrolment, Task> answer) => enrolment is null
        ? Problems.Write(context, Problems.Of(StatusCodes.Status404NotFound, "The appliance issues no certificates: access.siteCa is not configured."))
        : answer(enrolment);

    private Task Secure(HttpContext context, Func<Enrolment, Task> answer) => context.Request.IsHttps
        ? Serve(context, answer)
        : Problems.Write(context, Problems.Of(StatusCodes.Status403Forbidden, "Enrolment is asked for over TLS: listen.https."));

    private static async Task Enroll(HttpContext context, Enrolment enrolment, Func<Enrolment, DeviceClaim, ReadOnlyMemory<byte>, Task<EnrolmentOutcome>> ask)
    {
        if (context.Request.ContentType?.StartsWith("application/pkcs10", StringComparison.OrdinalIgnoreCase) != true)
            throw new BadHttpRequestException("Send the request as application/pkcs10.", StatusCodes.Status415UnsupportedMediaType);
        var outcome = await ask(enrolment, Claim(context), await Body(context));
        using var certificate = outcome.Certificate;
        if (certificate is not null) await Answer(context, "application/pkcs7-mime; smime-type=certs-only", new X509Certificate2Collection(certificate).Export(X509ContentType.Pkcs7)!);
        else if (outcome.Fault is { } fault) throw new BadHttpRequestException($"The request is refused: {fault}.");
        else await DeviceGuard.Refuse(context, outcome.Admission);
    }

    private static DeviceClaim Claim(HttpContext context)
    {
        var (user, password) = BasicCredential.Of(context.Request.Headers.Authorization.ToString());
        return new DeviceClaim(user, password, "", context.Connection.RemoteIpAddress ?? IPAddress.None)
        {
            Door = DeviceGuard.DoorOf(context), Certificate = context.Connection.ClientCertificate, Chain = context.Features.Get<SecureConnection>()?.Chain,
        };
    }

    private static async Task<ReadOnlyMemory<byte>> Body(HttpContext context)
    {
        byte[] body = new byte[SigningRequest.BytesMax + 1];
        int length = await context.Request.Body.ReadAtLeastAsync(body, body.Length, throwOnEndOfStream: false, context.RequestAborted);
        return length < body.Length ? body.AsMemory(0, length) : throw new BadHttpRequestException($"A request has {SigningRequest.BytesMax} bytes at most.", StatusCodes.Status413PayloadTooLarge);
    }

    // Section 4.1.3 has the content in base64, without line breaks (RFC 8951 section 3.2.1, RFC 4648 section 3.1), which strongSwan's client
    // stumbles over; that its header says so is for clients from before RFC 8951.
    private static Task Answer(HttpContext context, string contentType, byte[] der)
    {
        context.Response.Headers["Content-Transfer-Encoding"] = "base64";
        return context.WriteBytes(Encoding.ASCII.GetBytes(Convert.ToBase64String(der)), contentType);
    }

    /// <summary>Section 4.5.2: a key of P-256, and a request signed with ECDSA and SHA-256.</summary>
    private static byte[] Attributes()
    {
        var writer = new AsnWriter(AsnEncodingRules.DER);
        using (writer.PushSequence())
        {
            using (writer.PushSequence())
            {
                writer.WriteObjectIdentifier("1.2.840.10045.2.1");
                using (writer.PushSetOf()) writer.WriteObjectIdentifier("1.2.840.10045.3.1.7");
            }
            writer.WriteObjectIdentifier("1.2.840.10045.4.3.2");
        }
        return writer.Encode();
    }
}
