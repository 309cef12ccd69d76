using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Decides whether a broker is who its certificate says: the chain must end at a trusted authority and be valid at a time
/// that is known, which on a board without a battery is not always what the clock says.</summary>
/// <param name="authorities">Whom to trust; null for the system's authorities.</param>
internal sealed class ServerTrust(X509Certificate2Collection? authorities, Func<DateTimeOffset> now)
{
    /// <summary>Reads the authorities anew.</summary>
    public static ServerTrust Of(UplinkTls files, Func<DateTimeOffset> now)
    {
        if (files.AuthorityFile is not { } authority) return new ServerTrust(null, now);
        var trusted = new X509Certificate2Collection();
        trusted.ImportFromPemFile(authority);
        return new ServerTrust(trusted, now);
    }

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
        if (certificate is null || errors.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable)) return "the server showed no certificate";
        if (errors.HasFlag(SslPolicyErrors.RemoteCertificateNameMismatch)) return $"the server's certificate is for another name: {certificate.Subject}";
        var beside = new X509Certificate2Collection();
        if (sent is not null)
            foreach (var element in sent.ChainElements) beside.Add(element.Certificate);
        using var own = new X509Certificate2(certificate);
        string? reasons = CertificateChain.WhyNot(own, beside, authorities, now(), CertificateChain.ServerPurpose);
        return reasons is null ? null : $"the server's certificate is not trusted: {reasons}";
    }
}
