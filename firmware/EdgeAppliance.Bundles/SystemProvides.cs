namespace EdgeAppliance.Bundles;

/// <summary>What a version of the system has of what models require; null for what it does not tell, which nothing is refused for.</summary>
/// <param name="Appliance">The version of the appliance's own software.</param>
/// <param name="Runtime">Of ONNX Runtime.</param>
/// <param name="Providers">Execution providers, each with its driver's version, or null where there is none to tell.</param>
public sealed record SystemProvides(string? Appliance, string? Runtime, IReadOnlyDictionary<string, string?>? Providers)
{
    public static SystemProvides Unknown { get; } = new(null, null, null);
}
