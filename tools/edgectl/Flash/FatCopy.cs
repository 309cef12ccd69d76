using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>Puts a file into the FAT partition of a disk by <c>mcopy</c> (mtools), which needs no mount. It works on a copy of the partition, since it asks disks for
/// a geometry that many do not have; what is changed is written back.</summary>
internal static class FatCopy
{
    private const int BlockBytes = 4096;
    private const long BytesMax = 1L << 29;

    private static readonly TimeSpan s_within = TimeSpan.FromSeconds(60);

    /// <param name="name">In the partition's own folder.</param>
    /// <exception cref="IOException">There is no such partition, it is full, somebody has mounted it meanwhile, or mtools are not there.</exception>
    public static void Put(string disk, bool isDevice, string file, string name)
    {
        string folder = Directory.CreateTempSubdirectory("edge-fat-").FullName;
        try
        {
            using var whole = new FileStream(RawDisk.OpenToWrite(disk, isDevice), FileAccess.ReadWrite);
            long start = PartitionTable.FindFat(whole) ?? throw new IOException($"there is no FAT partition on {disk}");
            byte[] before = ReadPartition(whole, start);
            string copy = Path.Combine(folder, "partition");
            File.WriteAllBytes(copy, before);
            Run("mcopy", "-o", "-i", copy, file, $"::{name}");
            if (!Run("mtype", "-i", copy, $"::{name}").AsSpan().SequenceEqual(File.ReadAllBytes(file))) throw new IOException($"{name} does not come back as it was written");
            WriteBack(whole, start, before, File.ReadAllBytes(copy));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] ReadPartition(FileStream disk, long start)
    {
        byte[] sector = new byte[512];
        disk.Position = start;
        disk.ReadExactly(sector);
        // The boot sector's count of sectors, small or large, and their size (FAT specification, section 3.1).
        int small = BinaryPrimitives.ReadUInt16LittleEndian(sector.AsSpan(19));
        long bytes = (small != 0 ? (long)small : BinaryPrimitives.ReadUInt32LittleEndian(sector.AsSpan(32))) * BinaryPrimitives.ReadUInt16LittleEndian(sector.AsSpan(11));
        if (bytes is <= 0 or > BytesMax) throw new IOException($"the FAT partition has {bytes} bytes, and at most {BytesMax} are taken");
        byte[] content = new byte[bytes];
        disk.Position = start;
        disk.ReadExactly(content);
        return content;
    }

    private static void WriteBack(FileStream disk, long start, byte[] before, byte[] after)
    {
        for (int at = 0; at < after.Length; at += BlockBytes)
        {
            int length = Math.Min(BlockBytes, after.Length - at);
            if (before.AsSpan(at, length).SequenceEqual(after.AsSpan(at, length))) continue;
            disk.Position = start + at;
            disk.Write(after, at, length);
        }
        disk.Flush(flushToDisk: true);
    }

    private static byte[] Run(string program, params string[] arguments)
    {
        try
        {
            var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
            // It distrusts partitions whose sizes do not fit an old disk's geometry.
            start.Environment["MTOOLS_SKIP_CHECK"] = "1";
            using var process = Process.Start(start)!;
            using var limit = new CancellationTokenSource(s_within);
            using var end = limit.Token.Register(process.Kill);
            var errors = process.StandardError.ReadToEndAsync();
            using var output = new MemoryStream();
            process.StandardOutput.BaseStream.CopyTo(output);
            process.WaitForExit();
            return process.ExitCode == 0 ? output.ToArray() : throw new IOException($"{program} ended with {process.ExitCode}: {errors.GetAwaiter().GetResult().Trim()}");
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{program} cannot be run ({e.Message}): apt-get install mtools", e);
        }
    }
}
