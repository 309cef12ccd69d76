using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Identity;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Identity.SiteCa;

/// <summary>Gives devices their certificates: 1 who asks, by a token that is good once or by a certificate that is still good, 2 what is asked, which is a key and
/// the device's own name, 3 sign it, 4 put it into the registry, where the token is taken out in the same step.</summary>
internal sealed partial class Enrolment(SiteAuthority authority, DeviceRegistry registry, DeviceChanges changes, DeviceAdmission admission, Func<DateTimeOffset> now, ILogger logger)
{
    public SiteAuthority Authority => authority;

    /// <summary>The list of revoked certificates, DER.</summary>
    public byte[] RevocationList => authority.Revoked.Current(now());

    /// <summary>Says again what a device that is revoked was issued: a cut may have come between.</summary>
    public void CheckRevoked()
    {
        var revoked = registry.All.Where(device => device.Record.Revoked is not null);
        authority.Revoked.Add(revoked.SelectMany(device => device.Record.Credentials.OfType<IssuedCredential>()), now());
    }

    /// <summary>For a device that has a token, or any certificate that it is known by.</summary>
    /// <exception cref="IOException">It could not be stored, and is of no use.</exception>
    public async Task<EnrolmentOutcome> Enroll(DeviceClaim claim, ReadOnlyMemory<byte> request)
    {
        if (claim.Password.Length == 0) return await Reenroll(claim, request).ConfigureAwait(false);
        byte[]? token = null;
        var admitted = admission.Count(ByToken(claim, out token), claim); // 1
        return admitted.IsAdmitted ? Issue(admitted, token, request, isNamed: false) : new EnrolmentOutcome(admitted, null, null);
    }

    /// <summary>For a device that shows the certificate that it is known by.</summary>
    /// <inheritdoc cref="Enroll"/>
    public async Task<EnrolmentOutcome> Reenroll(DeviceClaim claim, ReadOnlyMemory<byte> request)
    {
        var admitted = await admission.Judge(claim with { UserName = null, Password = default }).ConfigureAwait(false); // 1
        return admitted.IsAdmitted ? Issue(admitted, null, request, isNamed: true) : new EnrolmentOutcome(admitted, null, null);
    }

    private Admission ByToken(in DeviceClaim claim, out byte[] hash)
    {
        hash = SHA256.HashData(claim.Password.Span);
        if (registry.Find(claim.UserName ?? "") is not { } device) return new Admission(AdmissionVerdict.BadPassword, null);
        foreach (var credential in device.Record.Credentials)
        {
            if (credential is not EnrolmentCredential token || !CryptographicOperations.FixedTimeEquals(token.Sha256, hash)) continue;
            if (token.Expires <= now()) return new Admission(AdmissionVerdict.Expired, device);
            return new Admission(admission.StateOf(device), device);
        }
        return new Admission(AdmissionVerdict.BadPassword, device);
    }

    /// <param name="isNamed">RFC 7030 section 4.2.2: a renewed certificate is for the subject of the old one.</param>
    private EnrolmentOutcome Issue(in Admission admitted, byte[]? token, ReadOnlyMemory<byte> body, bool isNamed)
    {
        string device = admitted.Device!.Record.Id;
        SigningRequest request;
        try
        {
            request = SigningRequest.Read(body.Span); // 2
        }
        catch (FormatException e)
        {
            return new EnrolmentOutcome(admitted, null, e.Message);
        }
        if (request.CommonName != device && (isNamed || request.CommonName is not null)) return new EnrolmentOutcome(admitted, null, $"the request is for another than '{device}'");
        X509Certificate2 issued;
        try
        {
            issued = authority.Issue(request.Key, device, now()); // 3
        }
        catch (CryptographicException e)
        {
            return new EnrolmentOutcome(admitted, null, e.Message);
        }
        if (!changes.TryIssue(device, token, SiteAuthority.CredentialOf(issued))) return new EnrolmentOutcome(admitted, null, "the token was used, or the device changed, meanwhile"); // 4
        Log.Issued(logger, device, issued.SerialNumber, issued.NotAfter);
        return new EnrolmentOutcome(admitted, issued, null);
    }

    private static partial class Log
    {
        [LoggerMessage(1311, LogLevel.Information, "The device '{Device}' has a new certificate, {Serial}, until {Until:u}")]
        public static partial void Issued(ILogger logger, string device, string serial, DateTime until);
    }
}
