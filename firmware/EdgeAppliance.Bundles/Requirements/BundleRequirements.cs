namespace EdgeAppliance.Bundles.Requirements;

/// <summary>What a device must be or have for a bundle to be of use: <c>requires</c> in the manifest. What is left out is not asked for.</summary>
public sealed record BundleRequirements
{
    public static BundleRequirements None { get; } = new();

    /// <summary>One of them: <c>arm64</c>, <c>x64</c>.</summary>
    public IReadOnlyList<string> Architectures { get; init; } = [];

    /// <summary>All of them.</summary>
    public IReadOnlyList<ProviderRequirement> Providers { get; init; } = [];

    /// <summary>In bytes, of what models may take together.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Of ONNX Runtime.</summary>
    public VersionRange? Runtime { get; init; }

    /// <summary>Of the appliance's own software.</summary>
    public VersionRange? Appliance { get; init; }

    /// <summary>Channels that the device's sources must send.</summary>
    public IReadOnlyList<string> Channels { get; init; } = [];
}
