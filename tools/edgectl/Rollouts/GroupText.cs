using EdgeAppliance.Bundles.Rollouts;

namespace EdgeAppliance.Edgectl.Rollouts;

/// <summary>Devices on the command line: ids, and tags as <c>site=north,west</c>.</summary>
internal static class GroupText
{
    /// <exception cref="InvalidDataException">A tag is none.</exception>
    public static DeviceGroup Parse(IEnumerable<string> ids, IEnumerable<string> tags)
    {
        var parsed = new Dictionary<string, IReadOnlySet<string>>();
        foreach (string text in tags)
        {
            if (text.Split('=', 2) is not [{ Length: > 0 } tag, { Length: > 0 } values]) throw new InvalidDataException($"'{text}' is no tag; one is written as site=north,west");
            parsed[tag] = List(values).Concat(parsed.GetValueOrDefault(tag) ?? new HashSet<string>()).ToHashSet();
        }
        return new DeviceGroup(ids.SelectMany(List).ToHashSet(), parsed);
    }

    public static string[] List(string text) => text.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
