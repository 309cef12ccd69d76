namespace EdgeAppliance.Drivers.Linux.Hwmon;

/// <summary>/sys/class/hwmon: every input of every sensor chip that the kernel drives, and its alarms, which are 0 or 1
/// (Documentation/hwmon/sysfs-interface.rst gives names and units).</summary>
internal static class HwmonSensors
{
    private static readonly (string Kind, string Unit, double Factor)[] s_kinds =
    [
        ("temp", "celsius", 1e-3), ("in", "volts", 1e-3), ("curr", "amperes", 1e-3), ("power", "watts", 1e-6),
        ("fan", "rpm", 1), ("humidity", "percent", 1e-3),
    ];

    /// <summary>Of all chips, each with its chip's name in front.</summary>
    public static IEnumerable<KernelAttribute> Find(string root) => Chips(root).SelectMany(chip => Of(chip, $"hwmon_{NameOf(chip)}_"));

    public static IEnumerable<string> Chips(string root) => KernelFolder.Folders(Path.Combine(root, "sys/class/hwmon"), "hwmon*");

    public static string NameOf(string chip) => KernelFolder.Label(Path.Combine(chip, "name")) ?? Path.GetFileName(chip);

    /// <summary>Of one chip.</summary>
    public static IEnumerable<KernelAttribute> Of(string chip, string prefix)
    {
        foreach (string file in KernelFolder.Files(chip, "*_input"))
            if (Input(prefix, file) is { } input) yield return input;
        foreach (string file in KernelFolder.Files(chip, "*_alarm"))
            yield return new KernelAttribute($"{prefix}{KernelFolder.ChannelPart(Path.GetFileName(file))}", file, 1);
    }

    private static KernelAttribute? Input(string prefix, string file)
    {
        string sensor = Path.GetFileName(file)[..^"_input".Length];
        foreach (var (kind, unit, factor) in s_kinds)
        {
            if (sensor.TrimEnd("0123456789".ToCharArray()) != kind) continue;
            string label = KernelFolder.Label($"{file[..^"_input".Length]}_label") ?? sensor;
            return new KernelAttribute($"{prefix}{label}_{unit}", file, factor);
        }
        return null;
    }
}
