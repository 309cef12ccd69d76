using System.Runtime.InteropServices;
using EdgeAppliance.Bundles.Requirements;
using Microsoft.ML.OnnxRuntime;

namespace EdgeAppliance.Inference.Runtime;

/// <summary>What this machine has that a bundle may require.</summary>
public static class MachineFacts
{
    /// <param name="memoryBytesMax">What all models together may take.</param>
    public static DeviceFacts Of(long memoryBytesMax)
    {
        OnnxEnvironment.EnsureCreated(memoryBytesMax);
        return new DeviceFacts(RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant(), Providers(), memoryBytesMax)
        {
            Runtime = OrtEnv.Instance().GetVersionString(),
            Appliance = typeof(MachineFacts).Assembly.GetName().Version?.ToString(3),
        };
    }

    private static Dictionary<string, string?> Providers()
    {
        var providers = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (string name in ExecutionProviders.Available()) providers.Add(name, ProviderDrivers.VersionOf(name, "/"));
        return providers;
    }
}
