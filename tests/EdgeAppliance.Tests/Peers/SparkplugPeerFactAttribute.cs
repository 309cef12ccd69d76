using EdgeAppliance.Tests.Daemon.Uplink;

namespace EdgeAppliance.Tests.Peers;

/// <summary>A test whose peer is Eclipse Tahu's Sparkplug client; skipped where Node.js, the package or <c>mosquitto</c> is not there.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class SparkplugPeerFactAttribute : FactAttribute
{
    public SparkplugPeerFactAttribute()
    {
        if (!File.Exists(SparkplugPeer.Node)) Skip = "node is not installed (apt-get install nodejs)";
        else if (!Directory.Exists(Path.Combine(SparkplugPeer.Folder, "node_modules/sparkplug-client"))) Skip = "sparkplug-client is not there (cd tests/peers/sparkplug && npm ci --ignore-scripts)";
        else if (!File.Exists(Mosquitto.Program)) Skip = "mosquitto is not installed (apt-get install mosquitto)";
    }
}
