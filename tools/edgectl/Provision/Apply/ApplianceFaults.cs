using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Edgectl.Check;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Finds the line of provision.json that a fault of the appliance's configuration comes from.</summary>
internal static class ApplianceFaults
{
    private const string Section = "configuration";

    public static ConfigError In(ConfigNode root, string file, ConfigurationFault fault)
    {
        string inner = ConfigNode.Join(Section, fault.Path);
        if (root.Members.TryGetValue(Section, out var sections) && fault.Path.Length > 0)
        {
            var nearest = sections.Nearest(inner);
            if (nearest != sections) return new ConfigError(file, nearest.Line, inner, fault.Text);
        }
        return new ConfigError(file, 1, "", fault.Path.Length == 0 ? $"the configuration that it makes is wrong: {fault.Text}" : $"the configuration that it makes is wrong at {fault.Path}: {fault.Text}");
    }
}
