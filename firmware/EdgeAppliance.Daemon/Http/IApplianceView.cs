using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Daemon.Http.Metrics;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Http;

/// <summary>What the appliance shows of itself over HTTP. Any thread calls it, at any time after the host was started, so it must
/// neither block nor throw: each member takes a copy of what is so now. The daemon makes it real, and the tests' fake one.</summary>
internal interface IApplianceView
{
    /// <summary>False where only a restart helps; what the watchdog is fed by.</summary>
    bool IsAlive { get; }

    /// <returns>Why it does not do its work yet, in words an operator reads; empty where it is ready.</returns>
    IReadOnlyList<string> NotReady();

    StatusPage Status();

    SourcesPage Sources();

    ModelsPage Models();

    DeviceReport Bundles();
    InstalledPage Installed();

    SentPage Sent();

    UpdatesPage Updates();

    OutboxPage Outbox();

    DevicesPage Devices();

    /// <returns>The last <paramref name="linesMax"/> lines with a sequence above <paramref name="afterSequence"/>, oldest first.</returns>
    LogsPage Logs(long afterSequence, int linesMax);

    /// <summary>Adds what the pages do not hold; what they hold is written from them (<see cref="PageMetrics"/>).</summary>
    void WriteMetrics(MetricsWriter metrics);
}
