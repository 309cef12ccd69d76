using EdgeAppliance.Core.Steps;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors;

namespace EdgeAppliance.Drivers.Linux.Hwmon;

/// <summary>One sensor chip that the kernel drives, as a source of its own.</summary>
internal static class HwmonSource
{
    public const string Type = "hwmon";

    /// <summary>Binds <c>chip</c> and <c>device</c>.</summary>
    public static DriverFactory Bind(StepConfiguration settings)
    {
        if (!settings.Has("chip")) settings.Report("chip", "is missing: its name in /sys/class/hwmon/hwmonN/name, such as lm75.");
        string chip = settings.Text("chip", ""), device = settings.Has("device") ? settings.Text("device", "") : "";
        return SensorBinder.Source(settings, Type, TimeSpan.FromSeconds(1), () => Open("/", chip, device));
    }

    /// <param name="device">The device behind it, such as <c>1-0048</c> for address 0x48 on bus 1, where a board has two of a chip; else empty.</param>
    public static Sensor Open(string root, string chip, string device)
    {
        foreach (string folder in HwmonSensors.Chips(root))
        {
            if (HwmonSensors.NameOf(folder) != KernelFolder.ChannelPart(chip) || device.Length > 0 && DeviceOf(folder) != device) continue;
            var attributes = HwmonSensors.Of(folder, "").ToList();
            if (attributes.Count > 0) return new AttributeSensor(attributes);
        }
        throw new BusException(BusFault.Unplugged, $"The kernel drives no sensor chip '{chip}'{(device.Length > 0 ? $" at {device}" : "")}.");
    }

    private static string DeviceOf(string folder) => Path.GetFileName(new DirectoryInfo(Path.Combine(folder, "device")).LinkTarget ?? "");
}
