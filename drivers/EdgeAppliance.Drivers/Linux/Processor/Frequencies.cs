namespace EdgeAppliance.Drivers.Linux.Processor;

/// <summary>/sys/devices/system/cpu/cpufreq: how fast each group of processors runs (Documentation/admin-guide/pm/cpufreq.rst).</summary>
internal static class Frequencies
{
    private const double KiloHertz = 1e3;

    public static IEnumerable<KernelAttribute> Find(string root)
    {
        foreach (string policy in KernelFolder.Folders(Path.Combine(root, "sys/devices/system/cpu/cpufreq"), "policy*"))
            yield return new KernelAttribute($"cpu_{Path.GetFileName(policy)}_hz", Path.Combine(policy, "scaling_cur_freq"), KiloHertz);
    }
}
