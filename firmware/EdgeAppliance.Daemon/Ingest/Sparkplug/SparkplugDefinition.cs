using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>What a birth says of a metric.</summary>
/// <param name="Channel">Its channel's place, or -1 where it is none: a text, a table, a control.</param>
internal readonly record struct SparkplugDefinition(SparkplugDataType Type, int Channel)
{
    public bool IsChannel => Channel >= 0;
}
