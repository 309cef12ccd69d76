using EdgeAppliance.Core.Health;
using EdgeAppliance.Core.Identity;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity;
using EdgeAppliance.Daemon.Identity.Bearer;
using EdgeAppliance.Daemon.Identity.Revocation;
using EdgeAppliance.Daemon.Identity.SiteCa;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The devices that are known, and who of them is let in. Without <c>access</c> they may be added, but everybody is taken.</summary>
internal sealed class RunningDevices : IDisposable
{
    private static readonly TimeSpan s_expireEvery = TimeSpan.FromSeconds(1);

    private readonly DeviceFolder _folder;
    private readonly ITimer _timer;
    private readonly RevocationLists? _revoked;
    private readonly Func<DateTimeOffset> _now;
    private readonly TimeSpan? _life;
    private IssuerKeys? _issuer;

    /// <param name="appliance">Its id, by which a site authority of its own is named.</param>
    /// <param name="now">The time that devices and certificates are checked against.</param>
    /// <exception cref="IOException">The folder of the devices, or the authority's file, cannot be used.</exception>
    /// <exception cref="UnauthorizedAccessException">They are another user's.</exception>
    public RunningDevices(AccessConfiguration? access, string stateDirectory, string appliance, Func<DateTimeOffset> now, TimeProvider time, ILoggerFactory loggers)
    {
        (_now, _life) = (now, access?.SiteCa?.Life);
        _folder = new DeviceFolder(access?.DeviceFolder ?? Path.Combine(stateDirectory, "devices"));
        _folder.Load(Registry);
        Changes = new DeviceChanges(Registry, _folder, access?.Tenants ?? new HashSet<string>(), now);
        Failures = new AdmissionFailures(time, loggers.CreateLogger<AdmissionFailures>());
        if (access is { RevocationFiles.Count: > 0 }) _revoked = new RevocationLists(access.RevocationFiles, now, loggers.CreateLogger<RevocationLists>());
        if (access is not null) Admission = new DeviceAdmission(Registry, new DeviceCertificates(Registry, access.AuthorityFile is { } file ? CertificateFiles.Authorities(file) : null, now, _revoked), Failures, now) { Tokens = Tokens(access.OAuth, stateDirectory, now, time, loggers) };
        if (access?.SiteCa is { } siteCa)
        {
            var authority = SiteCaFiles.Load(siteCa, stateDirectory, appliance, now());
            Changes.Retired = issued => authority.Revoked.Add(issued, now());
            Enrolment = new Enrolment(authority, Registry, Changes, Admission!, now, loggers.CreateLogger<Enrolment>());
            Enrolment.CheckRevoked();
        }
        _timer = time.CreateTimer(_ => Tidy(now()), null, s_expireEvery, s_expireEvery);
    }

    public DeviceRegistry Registry { get; } = new();

    public DeviceChanges Changes { get; }

    public AdmissionFailures Failures { get; }

    /// <summary>Null where everybody is taken.</summary>
    public DeviceAdmission? Admission { get; }

    /// <summary>Null where the appliance issues no certificates.</summary>
    public Enrolment? Enrolment { get; }

    public IReadOnlyList<HealthCondition> Conditions => [.. _folder.Conditions, .. Failures.Conditions(), .. _issuer?.Conditions() ?? [], .. _revoked?.Conditions() ?? [], .. Late()];

    public void Dispose()
    {
        _timer.Dispose();
        _issuer?.Dispose();
        Enrolment?.Authority.Dispose();
    }

    private IReadOnlyList<HealthCondition> Late() => _life is { } life ? IssuedWatch.Conditions(Registry, life, _now()) : [];

    private void Tidy(DateTimeOffset at)
    {
        Registry.EndExpired(at);
        // One timer's tick may meet the next.
        if (_revoked is null || !Monitor.TryEnter(_revoked)) return;
        try
        {
            _revoked.Refresh();
        }
        finally
        {
            Monitor.Exit(_revoked);
        }
    }

    private BearerTokens? Tokens(OAuthConfiguration? oauth, string stateDirectory, Func<DateTimeOffset> now, TimeProvider time, ILoggerFactory loggers)
    {
        if (oauth is null) return null;
        _issuer = new IssuerKeys(new IssuerClient(oauth, now).Fetch, Path.Combine(stateDirectory, "issuer-keys.json"), time, loggers.CreateLogger<IssuerKeys>());
        _issuer.Load();
        return new BearerTokens(oauth, _issuer, now, loggers.CreateLogger<BearerTokens>());
    }
}
