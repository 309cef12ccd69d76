using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>Finds a camera's file: numbers are chance, names less so.</summary>
internal static class VideoDevices
{
    /// <param name="device">A file, or the beginning of a name in /sys/class/video4linux/videoN/name.</param>
    public static string Find(string device, string root = "/")
    {
        if (device.StartsWith('/')) return device;
        foreach (string folder in KernelFolder.Folders(Path.Combine(root, "sys/class/video4linux"), "video*"))
        {
            // A camera's further files give other things than pictures.
            if (AttributeFile.Line(Path.Combine(folder, "index")) is not (null or "0")) continue;
            if (AttributeFile.Line(Path.Combine(folder, "name"))?.StartsWith(device, StringComparison.OrdinalIgnoreCase) == true) return Path.Combine("/dev", Path.GetFileName(folder));
        }
        throw new BusException(BusFault.Unplugged, $"There is no camera '{device}'.");
    }
}
