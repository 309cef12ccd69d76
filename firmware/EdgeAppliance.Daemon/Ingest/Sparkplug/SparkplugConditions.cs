using EdgeAppliance.Core.Health;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>What a person should know of a source's nodes.</summary>
internal static class SparkplugConditions
{
    /// <summary>A site whose network is down has one cause and not a thousand.</summary>
    private const int CountMax = 16;

    public static IReadOnlyList<HealthCondition> Of(SparkplugSourceOptions options, SparkplugNodes nodes)
    {
        var all = new List<HealthCondition>();
        int more = 0;
        foreach (var node in nodes.All)
        {
            lock (node.Lock)
            {
                if (Of(options, node.Own, "node") is { } own) Add(own);
                // A node that is gone has taken its devices with it.
                if (node.Own.IsDead) continue;
                foreach (var (_, device) in node.Devices)
                    if (Of(options, device, "device") is { } condition) Add(condition);
            }
        }
        if (more > 0) all.Add(new HealthCondition("sparkplug.more-offline", HealthSeverity.Warning, $"sources.{options.Name}", $"{more} further nodes or devices are offline or not understood.", "Look at the ones that are named first."));
        return all;

        void Add(HealthCondition condition)
        {
            if (all.Count < CountMax) all.Add(condition);
            else more++;
        }
    }

    private static HealthCondition? Of(SparkplugSourceOptions options, SparkplugUnit unit, string kind)
    {
        if (unit.BirthError != PayloadError.None)
            return new HealthCondition(
                "sparkplug.birth-refused", HealthSeverity.Error, $"sources.{options.Name}",
                $"The birth of {kind} '{unit.Stream.Device}' is refused, and its data with it: {PayloadErrorText.Of(unit.BirthError, options.Limits)}",
                "Let it publish fewer metrics, or name the wanted ones at the source's map.");
        if (!unit.IsDead) return null;
        return new HealthCondition(
            $"sparkplug.{kind}-offline", HealthSeverity.Warning, $"sources.{options.Name}",
            $"The {kind} '{unit.Stream.Device}' is offline; its values are stale.", $"Look at the {kind} and at its network; it comes back by itself.");
    }
}
