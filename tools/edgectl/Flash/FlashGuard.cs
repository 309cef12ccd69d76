using System.Globalization;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>Refuses disks that somebody would miss.</summary>
internal static class FlashGuard
{
    /// <summary>Cards and sticks for boards are smaller; what is larger is rather somebody's data.</summary>
    private const long UsualBytesMax = 256_000_000_000;

    /// <param name="needed">The image's bytes.</param>
    /// <param name="anySize">A large one is meant.</param>
    /// <param name="anyDisk">One that is built in is meant.</param>
    /// <returns>Why it is refused; null where it is not.</returns>
    public static string? Refusal(Disk disk, long needed, bool anySize, bool anyDisk)
    {
        string name = disk.Model.Length > 0 ? $"{disk.Device} ({disk.Model})" : disk.Device;
        if (disk.UsedAt.Contains("/")) return $"{name} is what this computer runs from";
        if (disk.UsedAt.Count > 0) return $"{name} is in use at {string.Join(", ", disk.UsedAt)}: unmount it first";
        if (disk.IsReadOnly) return $"{name} is write protected";
        if (disk.Bytes < needed) return string.Create(CultureInfo.InvariantCulture, $"{name} has {disk.Bytes} bytes, and the image needs {needed}");
        if (!disk.IsRemovable && !disk.IsOutside && !disk.IsLoop && !anyDisk) return $"{name} looks built in: neither removable, nor on USB, nor a card; --force-disk takes it all the same";
        return disk.Bytes > UsualBytesMax && !anySize ? string.Create(CultureInfo.InvariantCulture, $"{name} has {disk.Bytes / 1_000_000_000} GB, more than cards have; --force-size takes it all the same") : null;
    }
}
