using System.Globalization;

namespace EdgeAppliance.Drivers.Linux.I2c;

/// <summary>Finds an adapter's number. Numbers change from board to board and from kernel to kernel; names do less.</summary>
internal static class I2cAdapters
{
    /// <param name="bus">A number, <c>i2c-1</c>, <c>/dev/i2c-1</c>, or the beginning of a name in /sys/bus/i2c/devices/i2c-N/name.</param>
    /// <returns>-1 where there is no such adapter.</returns>
    public static int Find(string bus, string root = "/")
    {
        string number = bus.StartsWith("/dev/", StringComparison.Ordinal) ? bus["/dev/".Length..] : bus;
        if (number.StartsWith("i2c-", StringComparison.Ordinal)) number = number["i2c-".Length..];
        if (int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out int found)) return found;
        foreach (string adapter in KernelFolder.Folders(Path.Combine(root, "sys/bus/i2c/devices"), "i2c-*"))
        {
            if (KernelFolder.Line(Path.Combine(adapter, "name")) is not { } name || !name.StartsWith(bus, StringComparison.OrdinalIgnoreCase)) continue;
            if (int.TryParse(Path.GetFileName(adapter)["i2c-".Length..], NumberStyles.None, CultureInfo.InvariantCulture, out found)) return found;
        }
        return -1;
    }
}
