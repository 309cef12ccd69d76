namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>Some devices: those that are named, and those whose tags are all among the values that are wanted; where nothing is said, all.</summary>
/// <param name="Tags">By the tag's name, the values that are good.</param>
public sealed record DeviceGroup(IReadOnlySet<string> Ids, IReadOnlyDictionary<string, IReadOnlySet<string>> Tags)
{
    public static DeviceGroup All { get; } = new(new HashSet<string>(), new Dictionary<string, IReadOnlySet<string>>());

    public bool IsAll => Ids.Count == 0 && Tags.Count == 0;

    public bool Has(RolloutDevice device)
    {
        if (IsAll || Ids.Contains(device.Id)) return true;
        if (Tags.Count == 0) return false;
        foreach (var (tag, values) in Tags)
            if (!device.Tags.TryGetValue(tag, out string? own) || !values.Contains(own)) return false;
        return true;
    }
}
