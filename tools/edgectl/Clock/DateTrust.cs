using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Edgectl.Clock;

/// <summary>Whether a server is who its certificate says, while nobody knows the time: when it connects everything is held but the dates, and once it said what time
/// it is, all of its chain must be valid at that time. So it can lie within the life of its own certificate alone.</summary>
/// <param name="authorities">Whom to trust; null for the system's.</param>
internal sealed class DateTrust(X509Certificate2Collection? authorities) : IDisposable
{
    /// <summary>Of RFC 5280 section 4.2.1.12.</summary>
    private const string ServerPurpose = "1.3.6.1.5.5.7.3.1";

    private readonly X509Certificate2Collection _beside = [];
    private X509Certificate2? _own;

    /// <param name="errors">What the TLS library found; its opinion of the chain is made anew here.</param>
    public bool Accepts(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || (errors & (SslPolicyErrors.RemoteCertificateNotAvailable | SslPolicyErrors.RemoteCertificateNameMismatch)) != 0) return false;
        _own?.Dispose();
        _own = new X509Certificate2(certificate);
        _beside.Clear();
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>()) _beside.Add(new X509Certificate2(element.Certificate));
        return IsTrusted(at: null);
    }

    /// <summary>Whether the server that was accepted may say that it is this time.</summary>
    public bool IsValidAt(DateTimeOffset time) => IsTrusted(time);

    public void Dispose()
    {
        _own?.Dispose();
        foreach (var certificate in _beside) certificate.Dispose();
    }

    private bool IsTrusted(DateTimeOffset? at)
    {
        if (_own is null) return false;
        using var chain = new X509Chain();
        var policy = chain.ChainPolicy;
        policy.RevocationMode = X509RevocationMode.NoCheck;
        policy.DisableCertificateDownloads = true;
        policy.ApplicationPolicy.Add(new Oid(ServerPurpose));
        policy.ExtraStore.AddRange(_beside);
        if (at is { } time) policy.VerificationTime = time.UtcDateTime;
        else policy.VerificationFlags = X509VerificationFlags.IgnoreNotTimeValid;
        if (authorities is not null)
        {
            policy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            policy.CustomTrustStore.AddRange(authorities);
        }
        return chain.Build(_own);
    }
}
