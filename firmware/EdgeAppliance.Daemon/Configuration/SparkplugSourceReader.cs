using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Sparkplug;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the keys of a <c>sparkplug</c> source: <c>group</c>, <c>host</c>, <c>map</c> (channel to metric), <c>hold</c> and <c>rebirthEvery</c>.</summary>
internal static class SparkplugSourceReader
{
    public static SparkplugSourceConfiguration Read(string name, bool durable, ConfigSection section)
    {
        var options = new SparkplugSourceOptions
        {
            Name = name,
            Group = SparkplugIds.Checked(section, "group", section.FindText("group")),
            Host = SparkplugIds.Checked(section, "host", section.FindText("host")),
            Channels = TextMap.Read(section, "map", PayloadLimits.ChannelsCeiling),
            Holds = section.Boolean("hold", true),
            RebirthEvery = section.Duration("rebirthEvery", SparkplugSourceOptions.RebirthEveryStandard, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        };
        return new SparkplugSourceConfiguration(name, durable, options);
    }
}
