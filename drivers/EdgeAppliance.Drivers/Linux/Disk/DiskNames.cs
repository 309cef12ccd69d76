using System.Text;

namespace EdgeAppliance.Drivers.Linux.Disk;

/// <summary>Tells whole disks from partitions, which their disk counts already, and from what is no hardware. Asks the file
/// system once a name.</summary>
internal sealed class DiskNames(string blockFolder)
{
    private const int NamesMax = 512;

    private static readonly string[] s_notDisks = ["loop", "ram", "zram", "dm-", "md", "sr", "fd"];

    private readonly List<(byte[] Name, bool IsDisk)> _known = [];

    public bool IsDisk(ReadOnlySpan<byte> name)
    {
        foreach (var (known, isDisk) in _known)
            if (name.SequenceEqual(known)) return isDisk;
        if (name.IsEmpty || _known.Count >= NamesMax) return false;
        bool found = Ask(Encoding.Latin1.GetString(name));
        _known.Add((name.ToArray(), found));
        return found;
    }

    private bool Ask(string name)
    {
        foreach (string prefix in s_notDisks)
            if (name.StartsWith(prefix, StringComparison.Ordinal)) return false;
        return File.Exists(Path.Join(blockFolder, name, "stat"));
    }
}
