namespace EdgeAppliance.Bundles.Requirements;

/// <summary>Holds what a bundle requires against what a device has.</summary>
public static class RequirementCheck
{
    private const int ShownMax = 8;

    /// <returns>Everything that is wanting, in words for an operator; null where nothing is.</returns>
    public static string? WhyNot(BundleRequirements wanted, DeviceFacts device)
    {
        string[] wanting = [.. Wanting(wanted, device).Take(ShownMax)];
        return wanting.Length == 0 ? null : $"It is not for this device: {string.Join("; ", wanting)}.";
    }

    /// <summary>Everything that is wanting, one by one.</summary>
    public static IEnumerable<string> Wanting(BundleRequirements wanted, DeviceFacts device)
    {
        if (wanted.Architectures.Count > 0 && !wanted.Architectures.Contains(device.Architecture))
            yield return $"it is made for {string.Join(" or ", wanted.Architectures)}, and this is {device.Architecture}";
        foreach (var provider in wanted.Providers)
            if (WhyNot(provider, device.Providers) is { } why) yield return why;
        if (device.MemoryBytes is { } memory && wanted.MemoryBytes > memory) yield return $"it needs {wanted.MemoryBytes} bytes of memory, and models may take {memory}";
        if (Misses(wanted.Runtime, device.Runtime)) yield return $"it needs ONNX Runtime {wanted.Runtime}, and this is {device.Runtime}";
        if (Misses(wanted.Appliance, device.Appliance)) yield return $"it needs the appliance's software {wanted.Appliance}, and this is {device.Appliance}";
        string[] missing = [.. wanted.Channels.Where(channel => device.Channels?.Contains(channel) == false)];
        if (missing.Length > 0) yield return $"no source here sends {string.Join(", ", missing.Take(ShownMax))}{(missing.Length > ShownMax ? " and others" : "")}";
    }

    private static string? WhyNot(ProviderRequirement wanted, IReadOnlyDictionary<string, string?>? there)
    {
        if (there is null) return null;
        if (!there.TryGetValue(wanted.Name, out string? driver)) return $"it needs the execution provider {wanted.Name}, and here are {string.Join(", ", there.Keys)}";
        if (wanted.Driver is not { } range) return null;
        if (driver is null) return $"it needs a driver {range} of {wanted.Name}, and that of this device cannot be read";
        return range.Holds(driver) ? null : $"it needs a driver {range} of {wanted.Name}, and this is {driver}";
    }

    private static bool Misses(VersionRange? wanted, string? there) => wanted is not null && there is not null && !wanted.Holds(there);
}
