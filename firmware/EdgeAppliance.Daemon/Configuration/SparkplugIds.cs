using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Ids of Sparkplug groups, nodes and hosts, which are levels of topics.</summary>
internal static class SparkplugIds
{
    /// <returns>Null where it is none; then that is reported.</returns>
    public static string? Checked(ConfigSection section, string key, string? id)
    {
        if (id is null || SparkplugTopic.IsId(id)) return id;
        section.Errors.Add(section.Find(key)!, $"'{section.Find(key)!.Text}' is no id of Sparkplug: it has no '/', '+' or '#'");
        return null;
    }
}
