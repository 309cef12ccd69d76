using System.Globalization;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>Looks at a disk through the kernel: <c>/sys/class/block</c>, and what is mounted from <c>/proc/self/mountinfo</c> (proc(5)) and <c>/proc/swaps</c>.</summary>
/// <param name="sys"><c>/sys</c>.</param>
/// <param name="proc"><c>/proc</c>.</param>
internal sealed class DiskLook(string sys = "/sys", string proc = "/proc")
{
    private const int SectorBytes = 512;

    /// <param name="device">As <c>/dev/sdb</c>, or a link to it.</param>
    /// <exception cref="InvalidDataException">It is no disk.</exception>
    public Disk Look(string device)
    {
        string path = Real(device);
        string name = Path.GetFileName(path), folder = Path.Combine(sys, "class", "block", name);
        if (!Directory.Exists(folder)) throw new InvalidDataException($"{device} is no disk");
        if (File.Exists(Path.Combine(folder, "partition"))) throw new InvalidDataException($"{device} is a partition, and the image takes a whole disk");
        long bytes = Number(Path.Combine(folder, "size")) * SectorBytes;
        if (bytes == 0) throw new InvalidDataException($"{device} has no medium in it");
        string hardware = Hardware(folder);
        return new Disk(path, bytes)
        {
            Model = Text(Path.Combine(folder, "device", "model")) is { Length: > 0 } model ? model : Text(Path.Combine(folder, "device", "name")),
            IsRemovable = Number(Path.Combine(folder, "removable")) == 1,
            // What is soldered to a board says that it is an MMC, and a card that it is an SD.
            IsOutside = hardware.Contains("/usb", StringComparison.Ordinal) || (hardware.Contains("/mmc", StringComparison.Ordinal) && Text(Path.Combine(folder, "device", "type")) != "MMC"),
            IsLoop = name.StartsWith("loop", StringComparison.Ordinal),
            IsReadOnly = Number(Path.Combine(folder, "ro")) == 1,
            UsedAt = [.. Mounts().Concat(Swaps()).Where(mount => IsOn(mount.Number, name)).Select(mount => mount.Where).Distinct()],
        };
    }

    /// <summary>The place in the tree of buses.</summary>
    private static string Hardware(string folder)
    {
        string? link = new DirectoryInfo(folder).LinkTarget;
        return link is null ? folder : Path.GetFullPath(Path.Combine(Path.GetDirectoryName(folder)!, link));
    }

    private IEnumerable<(string Number, string Where)> Mounts()
    {
        string file = Path.Combine(proc, "self", "mountinfo");
        if (!File.Exists(file)) yield break;
        foreach (string line in File.ReadLines(file))
        {
            string[] fields = line.Split(' ');
            if (fields.Length < 5) continue;
            yield return (fields[2], fields[4]);
            // Some file systems have a number of their own, and name the disk behind the dash: btrfs, and the boot loader's view of it.
            int dash = Array.IndexOf(fields, "-");
            if (dash > 0 && fields.Length > dash + 2 && fields[dash + 2].StartsWith("/dev/", StringComparison.Ordinal) && NumberOf(fields[dash + 2]) is { } number) yield return (number, fields[4]);
        }
    }

    private IEnumerable<(string Number, string Where)> Swaps()
    {
        string file = Path.Combine(proc, "swaps");
        if (!File.Exists(file)) yield break;
        foreach (string line in File.ReadLines(file).Skip(1))
        {
            string device = line.Split(' ', 2)[0];
            if (NumberOf(device) is { } number) yield return (number, "swap");
        }
    }

    private string? NumberOf(string device)
    {
        string text = Text(Path.Combine(sys, "class", "block", Path.GetFileName(Real(device)), "dev"));
        return text.Length > 0 ? text : null;
    }

    /// <summary>Whether a block device is the disk, a part of it, or built upon it: encrypted, mapped, or an array.</summary>
    private bool IsOn(string number, string disk)
    {
        foreach (string block in Directory.EnumerateDirectories(Path.Combine(sys, "class", "block")))
            if (Text(Path.Combine(block, "dev")) == number) return IsUpon(Path.GetFileName(block), disk, 0);
        return false;
    }

    private bool IsUpon(string block, string disk, int depth)
    {
        const int DepthMax = 16;
        if (block == disk || Directory.Exists(Path.Combine(sys, "class", "block", disk, block))) return true;
        string slaves = Path.Combine(sys, "class", "block", block, "slaves");
        if (depth == DepthMax || !Directory.Exists(slaves)) return false;
        foreach (string below in Directory.EnumerateFileSystemEntries(slaves))
            if (IsUpon(Path.GetFileName(below), disk, depth + 1)) return true;
        return false;
    }

    private static string Real(string device) => File.Exists(device) ? File.ResolveLinkTarget(device, returnFinalTarget: true)?.FullName ?? device : device;

    private static long Number(string file) => long.TryParse(Text(file), NumberStyles.None, CultureInfo.InvariantCulture, out long number) ? number : 0;

    private static string Text(string file)
    {
        try
        {
            return File.Exists(file) ? File.ReadAllText(file).Trim() : "";
        }
        catch (IOException)
        {
            return "";
        }
    }
}
