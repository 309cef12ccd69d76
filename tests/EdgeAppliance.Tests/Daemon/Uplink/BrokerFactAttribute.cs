namespace EdgeAppliance.Tests.Daemon.Uplink;

/// <summary>A test whose peer is Debian's <c>mosquitto</c>; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class BrokerFactAttribute : FactAttribute
{
    public BrokerFactAttribute()
    {
        if (!File.Exists(Mosquitto.Program)) Skip = "mosquitto is not installed (apt-get install mosquitto)";
    }
}
