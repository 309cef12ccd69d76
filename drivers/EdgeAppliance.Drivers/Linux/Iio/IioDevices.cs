using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.Iio;

/// <summary>Finds devices and triggers by name: their numbers are chance.</summary>
internal static class IioDevices
{
    private const string Bus = "sys/bus/iio/devices";

    /// <param name="device">Its name, its label, or its folder's name such as <c>iio:device0</c>.</param>
    /// <returns>Its folder.</returns>
    public static string Find(string root, string device)
    {
        foreach (string folder in KernelFolder.Folders(Path.Combine(root, Bus), "iio:device*"))
            if (Path.GetFileName(folder) == device || Named(folder, "name", device) || Named(folder, "label", device)) return folder;
        throw new BusException(BusFault.Unplugged, $"The kernel has no industrial I/O device '{device}'.");
    }

    /// <returns>The trigger's folder; null where there is none of that name.</returns>
    public static string? Trigger(string root, string name) =>
        KernelFolder.Folders(Path.Combine(root, Bus), "trigger*").FirstOrDefault(folder => Named(folder, "name", name));

    private static bool Named(string folder, string file, string name) => AttributeFile.Line(Path.Combine(folder, file)) == name;
}
