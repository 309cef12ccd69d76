using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Decides whether a broker is who its certificate says: the chain must end at a trusted authority and be valid at a time
/// that is known, which on a board without a battery is not always what the clock says.</summary>
/// <param name="authorities">Whom to trust; null for the system's authorities.</param>
internal sealed class ServerTrust(X509Certificate2Collection? authorities, Func<DateTimeOffset> now)
{
    /// <summary>Why the last certificate was refused; null where it was not.</summary>
    public string? Refusal { get; private set; }

    /// <param name="sent">The certificates that the server sent beside its own.</param>
    /// <param name="errors">What the TLS library found; its opinion of the chain is made anew here.</param>
    public bool Accepts(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        Refusal = WhyNot(certificate, sent, errors);
        return Refusal is null;
    }

    private string? WhyNot(X509Certificate? certificate, X509Chain? sent, SslPolicyErrors errors)
    {
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "the broker showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"the broker's certificate is for another name: {certificate.Subject}";
        using var chain = new X509Chain();
        chain.ChainPolicy.VerificationTime = now().UtcDateTime;
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        // Server authentication, RFC 5280 section 4.2.1.12.
        chain.ChainPolicy.ApplicationPolicy.Add(new System.Security.Cryptography.Oid("1.3.6.1.5.5.7.3.1"));
        if (sent is not null)
            foreach (var element in sent.ChainElements) chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        if (authorities is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        }
        using var own = new X509Certificate2(certificate);
        if (chain.Build(own)) return null;
        string reasons = string.Join("; ", chain.ChainStatus.Select(status => status.StatusInformation.Trim()).Distinct());
        return $"the broker's certificate is not trusted: {reasons}";
    }
}
