using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Certificates;

/// <summary>Tells of certificates whose time runs out: those that the appliance shows, whoever renews them. Files are looked into once in ten minutes. Any thread asks.</summary>
internal sealed class CertificateWatch(Func<DateTimeOffset> now, TimeProvider time)
{
    private static readonly TimeSpan s_lookEvery = TimeSpan.FromMinutes(10);

    private readonly Lock _lock = new();

    // Guarded by _lock.
    private List<(string Path, string File)> _watched = [];
    private List<(string Path, CertificateLife Life)> _seen = [];
    private long? _seenAt;

    /// <summary>The paths in the configuration, and the files that they name.</summary>
    public static List<(string Path, string File)> Of(ApplianceConfiguration configuration)
    {
        var all = new List<(string, string)>();
        if (configuration.Listen.Tls is { } tls) all.Add(("listen.certificate", tls.CertificateFile));
        if (configuration.Listen.Dtls?.CertificateFile is { } dtls) all.Add(("listen.dtls.certificate", dtls));
        if (configuration.Access?.SiteCa?.CertificateFile is { } authority) all.Add(("access.siteCa.certificate", authority));
        foreach (var (name, uplink) in configuration.Uplinks)
        {
            if (uplink is BrokerUplinkConfiguration { Tls.CertificateFile: { } broker }) all.Add(($"uplinks.{name}.certificate", broker));
            if (uplink is DataUplinkConfiguration { Tls.CertificateFile: { } data }) all.Add(($"uplinks.{name}.certificate", data));
        }
        return all;
    }

    public void Use(List<(string Path, string File)> watched)
    {
        lock (_lock) (_watched, _seenAt) = (watched, null);
    }

    /// <summary>One of them is another since.</summary>
    public void LookAgain()
    {
        lock (_lock) _seenAt = null;
    }

    public IReadOnlyList<HealthCondition> Conditions()
    {
        var at = now();
        List<(string Path, CertificateLife Life)> seen;
        lock (_lock) seen = Look_NeedsLock();
        return [.. seen.Where(one => one.Life.IsDue(at)).Select(one => Condition(one.Path, one.Life, at))];
    }

    private List<(string Path, CertificateLife Life)> Look_NeedsLock()
    {
        if (_seenAt is { } before && time.GetElapsedTime(before) < s_lookEvery) return _seen;
        _seenAt = time.GetTimestamp();
        var seen = new List<(string, CertificateLife)>();
        foreach (var (path, file) in _watched)
            if (LifeOf(file) is { } life) seen.Add((path, life));
        return _seen = seen;
    }

    // What cannot be read is told by who shows it.
    private static CertificateLife? LifeOf(string file)
    {
        try
        {
            using var certificate = X509Certificate2.CreateFromPem(File.ReadAllText(file));
            return CertificateLife.Of(certificate);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or CryptographicException)
        {
            return null;
        }
    }

    private static HealthCondition Condition(string path, CertificateLife life, DateTimeOffset at) => life.IsOver(at)
        ? new HealthCondition("certificate.expired", HealthSeverity.Error, path, $"The certificate ended on {life.To:u}.", "Put a new one there and 'edgectl reload', or have it renewed: 'certificates'.")
        : new HealthCondition("certificate.ends-soon", HealthSeverity.Warning, path, $"The certificate ends on {life.To:u}: less than a third of its life is left.",
            "Put a new one there and 'edgectl reload', or have it renewed: 'certificates'.");
}
