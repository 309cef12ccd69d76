namespace EdgeAppliance.Bundles.Requirements;

/// <summary>What a device is and has; null for what is not known here, which nothing is refused for.</summary>
/// <param name="Architecture">Of this process, as .NET names it in small letters: <c>arm64</c>, <c>x64</c>.</param>
/// <param name="Providers">Execution providers that there are, each with its driver's version, or null where that cannot be read.</param>
/// <param name="MemoryBytes">What models may take together.</param>
public sealed record DeviceFacts(string Architecture, IReadOnlyDictionary<string, string?>? Providers, long? MemoryBytes)
{
    /// <summary>Of ONNX Runtime.</summary>
    public string? Runtime { get; init; }

    /// <summary>Of the appliance's software.</summary>
    public string? Appliance { get; init; }

    /// <summary>Those that sources have sent.</summary>
    public IReadOnlySet<string>? Channels { get; init; }
}
