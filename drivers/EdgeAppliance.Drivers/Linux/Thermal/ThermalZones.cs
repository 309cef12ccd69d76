namespace EdgeAppliance.Drivers.Linux.Thermal;

/// <summary>/sys/class/thermal: temperatures, and how far the kernel has turned its cooling up: a fan's step, or how much it
/// slows a processor (Documentation/driver-api/thermal/sysfs-api.rst).</summary>
internal static class ThermalZones
{
    public static IEnumerable<KernelAttribute> Find(string root)
    {
        string folder = Path.Combine(root, "sys/class/thermal");
        foreach (string zone in KernelFolder.Folders(folder, "thermal_zone*"))
            yield return new KernelAttribute($"thermal_{TypeOf(zone)}_celsius", Path.Combine(zone, "temp"), 1e-3);
        foreach (string device in KernelFolder.Folders(folder, "cooling_device*"))
            yield return new KernelAttribute($"cooling_{TypeOf(device)}_state", Path.Combine(device, "cur_state"), 1);
    }

    private static string TypeOf(string folder) => KernelFolder.Label(Path.Combine(folder, "type")) ?? Path.GetFileName(folder);
}
