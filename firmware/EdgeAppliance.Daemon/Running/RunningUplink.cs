using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Daemon.Uplink.Data;

namespace EdgeAppliance.Daemon.Running;

/// <summary>An uplink as it was configured, at work until it is stopped.</summary>
internal sealed record RunningUplink(UplinkConfiguration Configuration, UplinkState State, CancellationTokenSource Stop, Task Sending)
{
    /// <summary>What has left, where that is kept; else null.</summary>
    public SentLedger? Sent { get; init; }
}
