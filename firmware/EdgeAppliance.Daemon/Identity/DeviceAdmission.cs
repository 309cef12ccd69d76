using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Identity.Bearer;
using EdgeAppliance.Daemon.Identity.Revocation;

namespace EdgeAppliance.Daemon.Identity;

/// <summary>Decides who is let in:
/// 1 the credential, so that only its rightful holder learns anything more, 2 the device's state, 3 the client id and the last will.
/// A right credential never waits for another's wrong ones, but that a password chosen by a person is not even checked where too many
/// were wrong; one that was right since the start is known all the same.</summary>
/// <param name="now">The time that devices expire by.</param>
internal sealed class DeviceAdmission(DeviceRegistry registry, DeviceCertificates certificates, AdmissionFailures failures, Func<DateTimeOffset> now)
{
    private const int PasswordBytesMax = 1024;

    private readonly PasswordGate _gate = new();

    public AdmissionFailures Failures => failures;

    /// <summary>Checks bearer tokens; null where none are taken.</summary>
    public BearerTokens? Tokens { get; set; }

    /// <summary>The time that devices expire by.</summary>
    public DateTimeOffset Now => now();

    public async ValueTask<Admission> Judge(DeviceClaim claim)
    {
        var admission = await Identify(claim).ConfigureAwait(false); // 1
        if (admission.IsAdmitted) admission = admission with { Verdict = Check(admission.Device!, claim) };
        return failures.Count(admission, claim);
    }

    /// <summary>The device as it is known; null where it is none that would be let in.</summary>
    public KnownDevice? Find(string id) => registry.Find(id) is { } device && device.StateAt(now()) == DeviceState.Active ? device : null;

    /// <summary>The same by its certificate.</summary>
    public KnownDevice? Find(X509Certificate2 certificate, X509Certificate2Collection sent) =>
        certificates.Find(certificate, sent) is { } device && StateOf(device) == AdmissionVerdict.Admitted ? device : null;

    /// <inheritdoc cref="DeviceCertificates.Proof"/>
    public CertificateProof? Proof(X509Certificate2 certificate, X509Certificate2Collection sent) => certificates.Proof(certificate, sent);

    /// <summary>Counts who was judged elsewhere.</summary>
    /// <inheritdoc cref="AdmissionFailures.Count"/>
    public Admission Count(in Admission admission, in DeviceClaim claim) => failures.Count(admission, claim);

    /// <summary>Whether a device that has proved who it is may come in now.</summary>
    public AdmissionVerdict StateOf(KnownDevice device) => device.StateAt(now()) switch
    {
        DeviceState.Active => AdmissionVerdict.Admitted,
        DeviceState.Revoked => AdmissionVerdict.Revoked,
        _ => AdmissionVerdict.Expired,
    };

    private async ValueTask<Admission> Identify(DeviceClaim claim)
    {
        if (claim.Method == OAuthBearer.Method && Tokens is not null) return await ByToken(Tokens, claim with { Password = OAuthBearer.TokenOf(claim.MethodData) }).ConfigureAwait(false);
        if (claim.Method is not null) return new Admission(AdmissionVerdict.UnknownMethod, null);
        if (Tokens is not null && Jwt.LooksLikeOne(claim.Password.Span)) return await ByToken(Tokens, claim).ConfigureAwait(false);
        if (claim.Password.Length > 0) return await ByPassword(claim).ConfigureAwait(false);
        if (claim.Certificate is null) return new Admission(AdmissionVerdict.NoCredential, null);
        // It notes which lists it was made by: lists that change before the device is found are looked at again.
        var proof = certificates.Proof(claim.Certificate, claim.Chain);
        var device = certificates.Find(claim.Certificate, claim.Chain);
        bool isNamed = string.IsNullOrEmpty(claim.UserName) || claim.UserName == device?.Record.Id;
        return device is null || !isNamed ? new Admission(AdmissionVerdict.BadCertificate, null) : new Admission(AdmissionVerdict.Admitted, device) { Until = claim.Certificate.NotAfter, Proof = proof };
    }

    private async ValueTask<Admission> ByToken(BearerTokens tokens, DeviceClaim claim)
    {
        if (await tokens.Check(claim.Password).ConfigureAwait(false) is not { } token) return new Admission(AdmissionVerdict.BadToken, registry.Find(claim.UserName ?? ""));
        var known = registry.Find(new TokenCredential(token.Subject));
        bool isNamed = string.IsNullOrEmpty(claim.UserName) || claim.UserName == known?.Record.Id;
        return known is null || !isNamed ? new Admission(AdmissionVerdict.BadToken, null) : new Admission(AdmissionVerdict.Admitted, known) { Until = token.Expires };
    }

    private async ValueTask<Admission> ByPassword(DeviceClaim claim)
    {
        var device = registry.Find(claim.UserName ?? "");
        if (claim.Password.Length > PasswordBytesMax) return Wrong(device);
        byte[] hash = SHA256.HashData(claim.Password.Span);
        if (device is null) return Wrong(null);
        foreach (var credential in device.Record.Credentials)
            if (credential is SecretCredential secret && CryptographicOperations.FixedTimeEquals(secret.Sha256, hash)) return new Admission(AdmissionVerdict.Admitted, device);
        if (!device.Record.Credentials.Any(credential => credential is PasswordCredential)) return Wrong(device);
        if (_gate.IsProved(device, claim.Password.Span)) return new Admission(AdmissionVerdict.Admitted, device);
        if (failures.IsAtLimit(claim.Remote, device)) return new Admission(AdmissionVerdict.TooManyFailures, device);
        return await _gate.Check(device, claim.Password).ConfigureAwait(false) switch
        {
            true => new Admission(AdmissionVerdict.Admitted, device),
            false => Wrong(device),
            null => new Admission(AdmissionVerdict.Busy, device),
        };
    }

    private static Admission Wrong(KnownDevice? device) => new(AdmissionVerdict.BadPassword, device);

    private AdmissionVerdict Check(KnownDevice device, in DeviceClaim claim)
    {
        if (StateOf(device) is var state && state != AdmissionVerdict.Admitted) return state; // 2
        if (claim.ClientId.Length > 0 && !IsOf(device, claim.ClientId)) return AdmissionVerdict.WrongClientId; // 3
        return claim.WillTopic is null || device.Acl.MayPublish(claim.WillTopic) ? AdmissionVerdict.Admitted : AdmissionVerdict.WrongWill;
    }

    // Client ids name sessions: under another's a device would take over what waits for that one.
    private static bool IsOf(KnownDevice device, string clientId)
    {
        string id = device.Record.Id;
        return clientId.StartsWith(id, StringComparison.Ordinal) && (clientId.Length == id.Length || clientId[id.Length] is ':' or '/');
    }
}
