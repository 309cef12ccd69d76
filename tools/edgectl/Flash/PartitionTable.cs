using System.Buffers.Binary;
using System.Text;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>Finds the FAT partition of a disk: GPT (UEFI specification, section 5.3) named <c>boot</c>, else the first that is FAT; or an MBR's first of a FAT type.</summary>
internal static class PartitionTable
{
    private const int Sector = 512, EntriesMax = 256, EntryBytesMax = 4096;

    private static readonly byte[] s_fatTypes = [0x01, 0x04, 0x06, 0x0B, 0x0C, 0x0E, 0xEF];

    /// <returns>Where it begins, in bytes; null where there is none.</returns>
    /// <exception cref="IOException">The disk cannot be read.</exception>
    public static long? FindFat(Stream disk)
    {
        byte[] first = Read(disk, 0, Sector);
        if (first.Length < Sector || first[510] != 0x55 || first[511] != 0xAA) return null;
        bool isGuid = first[446 + 4] == 0xEE;
        var starts = isGuid ? Guid(disk) : Classic(first);
        foreach (long start in starts)
            if (IsFat(Read(disk, start, Sector))) return start;
        return null;
    }

    private static List<long> Classic(byte[] first)
    {
        var starts = new List<long>();
        for (int at = 446; at < 510; at += 16)
            if (s_fatTypes.Contains(first[at + 4])) starts.Add(BinaryPrimitives.ReadUInt32LittleEndian(first.AsSpan(at + 8)) * (long)Sector);
        return starts;
    }

    private static List<long> Guid(Stream disk)
    {
        byte[] header = Read(disk, Sector, Sector);
        if (header.Length < Sector || !header.AsSpan().StartsWith("EFI PART"u8)) return [];
        long table = (long)BinaryPrimitives.ReadUInt64LittleEndian(header.AsSpan(72));
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(80)), bytes = BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(84));
        if (table is <= 0 or > 1L << 40 || bytes is < 128 or > EntryBytesMax) return [];
        var all = new List<(string Name, long Start)>();
        for (int i = 0; i < Math.Min(count, EntriesMax); i++)
        {
            byte[] entry = Read(disk, table * Sector + i * bytes, (int)bytes);
            if (entry.Length < bytes) break;
            long start = (long)BinaryPrimitives.ReadUInt64LittleEndian(entry.AsSpan(32));
            if (entry.AsSpan(0, 16).IndexOfAnyExcept((byte)0) >= 0 && start is > 0 and < 1L << 40) all.Add((Encoding.Unicode.GetString(entry, 56, 72).TrimEnd('\0'), start * Sector));
        }
        return [.. all.OrderBy(one => one.Name == "boot" ? 0 : 1).Select(one => one.Start)];
    }

    private static bool IsFat(byte[] sector) => sector.Length == Sector && sector[510] == 0x55 && sector[511] == 0xAA
        && (sector.AsSpan(54, 3).SequenceEqual("FAT"u8) || sector.AsSpan(82, 3).SequenceEqual("FAT"u8));

    private static byte[] Read(Stream disk, long offset, int bytes)
    {
        disk.Position = offset;
        byte[] read = new byte[bytes];
        int got = disk.ReadAtLeast(read, bytes, throwOnEndOfStream: false);
        return got == bytes ? read : read[..got];
    }
}
