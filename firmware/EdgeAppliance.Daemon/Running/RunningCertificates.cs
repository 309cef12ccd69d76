using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Certificates;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Identity.SiteCa;
using Microsoft.Extensions.Logging;

namespace EdgeAppliance.Daemon.Running;

/// <summary>The certificates that the appliance shows: those that it renews itself, and a watch over all.</summary>
/// <param name="authority">The appliance's own; null where there is none.</param>
/// <param name="appliance">Its id.</param>
/// <param name="now">The time that certificates are checked against.</param>
internal sealed class RunningCertificates(SiteAuthority? authority, string appliance, Func<DateTimeOffset> now, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private static readonly TimeSpan s_stepEvery = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan s_startWithin = TimeSpan.FromSeconds(10);

    private readonly CertificateWatch _watch = new(now, time);
    private readonly CancellationTokenSource _stop = new();
    private readonly SemaphoreSlim _stepping = new(1);
    private volatile IReadOnlyList<CertificateRenewal> _renewals = [];
    private ITimer? _timer;

    public IReadOnlyList<HealthCondition> Conditions => [.. _watch.Conditions(), .. _renewals.Select(renewal => renewal.NotEnrolled()).OfType<HealthCondition>()];

    /// <summary>Makes them those of a configuration, before what shows them begins.</summary>
    /// <exception cref="IOException">A file cannot be written; nothing changed.</exception>
    public async Task Use(ApplianceConfiguration configuration)
    {
        var next = configuration.Certificates.Values.Select(Find).ToList();
        foreach (var renewal in next) renewal.Prepare();
        _renewals = next;
        _watch.Use(CertificateWatch.Of(configuration));
        // An issuer that does not answer must not hold up the start: what is there is shown meanwhile.
        await Task.WhenAny(Step(), Task.Delay(s_startWithin, time, _stop.Token));
    }

    /// <param name="changed">Shows what is new from now on.</param>
    public void Start(Func<Task> changed) => _timer = time.CreateTimer(_ => _ = Task.Run(async () =>
    {
        if (await Step()) await changed();
    }), null, s_stepEvery, s_stepEvery);

    public async ValueTask DisposeAsync()
    {
        if (_timer is not null) await _timer.DisposeAsync();
        await _stop.CancelAsync();
        await _stepping.WaitAsync();
        _stop.Dispose();
        _stepping.Dispose();
    }

    private CertificateRenewal Find(OwnCertificateConfiguration wanted) =>
        _renewals.FirstOrDefault(renewal => renewal.Configuration.IsSame(wanted)) ?? new CertificateRenewal(
            wanted, wanted.Est is null ? new SiteCaIssuer(authority, now) : new EstIssuer(wanted, now), appliance, now, time, loggers.CreateLogger<CertificateRenewal>());

    private async Task<bool> Step()
    {
        bool isNew = false;
        await _stepping.WaitAsync(_stop.Token);
        try
        {
            foreach (var renewal in _renewals) isNew |= await renewal.Step(_stop.Token);
        }
        finally
        {
            _stepping.Release();
        }
        if (isNew) _watch.LookAgain();
        return isNew;
    }
}
