namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the keys that a <c>sparkplug</c> uplink has beside those of a broker: <c>group</c>, <c>node</c>, <c>primaryHost</c> and <c>version</c>.</summary>
internal static class SparkplugUplinkReader
{
    public static SparkplugUplinkConfiguration Read(string name, Uri url, ConfigSection section)
    {
        string group = section.RequiredText("group");
        if (group.Length > 0) SparkplugIds.Checked(section, "group", group);
        return new SparkplugUplinkConfiguration(name, url, group)
        {
            Node = SparkplugIds.Checked(section, "node", section.FindText("node")),
            PrimaryHost = SparkplugIds.Checked(section, "primaryHost", section.FindText("primaryHost")),
            IsVersion5 = section.Choice("version", true, ("5", true), ("3.1.1", false)),
        };
    }
}
