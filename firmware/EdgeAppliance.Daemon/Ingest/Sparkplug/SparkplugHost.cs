using System.Text;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>Says, retained, that the host is there: nodes that have it as their primary host publish only then (Sparkplug 3.0 section 5.5).</summary>
internal sealed class SparkplugHost(string name, BrokerPublish publish, TimeProvider time)
{
    public void Announce(bool online)
    {
        string payload = $$"""{"online":{{(online ? "true" : "false")}},"timestamp":{{Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds())}}}""";
        publish(SparkplugTopic.StateOf(name), Encoding.UTF8.GetBytes(payload), retain: true);
    }
}
