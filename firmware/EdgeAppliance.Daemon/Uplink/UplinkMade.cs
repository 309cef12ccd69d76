using EdgeAppliance.Daemon.Configuration;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>An uplink's own parts, which its sender drives.</summary>
internal sealed record UplinkMade(IUplinkLink Link, IMessageWriter Messages, UplinkPace Pace)
{
    /// <summary>What has left, where that is kept; else null.</summary>
    public Data.SentLedger? Sent { get; init; }
}
