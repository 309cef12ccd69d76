using System.Text.Json;
using EdgeAppliance.Daemon.Twins;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>Commands and desired states to the nodes and devices of Sparkplug sources: a command is a metric's name, and a desired state's
/// properties are such names. What a device shall be it is told whenever it is born. A node does not say whether it did what it was told, but reports the metric.</summary>
internal sealed class SparkplugCommands(Func<IEnumerable<SparkplugSource>> sources)
{
    /// <summary>What devices are wanted to be; null until that is read.</summary>
    public DesiredStates? Desired { get; set; }

    /// <returns>Null where no source knows the device.</returns>
    public DeviceAnswer? Command(string device, string name, JsonElement value)
    {
        foreach (var source in sources())
            if (source.Command(device, name, value) is { } answer) return answer;
        return null;
    }

    public void Tell(string device, DesiredState desired)
    {
        foreach (var source in sources()) Tell(source, device, desired);
    }

    /// <summary>A node or device was born at a source.</summary>
    public void WhenBorn(SparkplugSource source, string device)
    {
        if (Desired?.Get(device) is { Version: > 0 } desired) Tell(source, device, desired);
    }

    private static void Tell(SparkplugSource source, string device, DesiredState desired)
    {
        using var json = JsonDocument.Parse(desired.Json);
        source.Desire(device, json.RootElement);
    }
}
