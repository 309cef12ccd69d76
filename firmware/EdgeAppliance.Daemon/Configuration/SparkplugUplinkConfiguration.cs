using EdgeAppliance.Daemon.Ingest.Sparkplug;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Records sent to an MQTT broker as those of a Sparkplug B edge node.</summary>
internal sealed record SparkplugUplinkConfiguration(string Name, Uri Url, string Group) : BrokerUplinkConfiguration(Name, SparkplugSource.Type, Url)
{
    /// <summary>The edge node's id; null for the appliance's.</summary>
    public string? Node { get; init; }

    /// <summary>The host without which nothing is sent; null where there is none.</summary>
    public string? PrimaryHost { get; init; }
}
