using EdgeAppliance.Drivers.Linux.Proc;

namespace EdgeAppliance.Drivers.Linux.Disk;

/// <summary>/proc/diskstats: all whole disks together (Documentation/admin-guide/iostats.rst).</summary>
internal sealed class DiskProbe : Probe
{
    private const double SectorBytes = 512; // whatever the disk's own sector is

    private readonly PolledFile _stats;
    private readonly DiskNames _names;
    private Counter _readSectors, _writtenSectors, _reads, _writes, _busyMs;

    public DiskProbe(string root)
    {
        _stats = new PolledFile(Path.Combine(root, "proc/diskstats"), 16 * 1024);
        _names = new DiskNames(Path.Combine(root, "sys/block"));
    }

    public override IReadOnlyList<string> Channels { get; } =
        ["disk_read_bytes_s", "disk_write_bytes_s", "disk_reads_s", "disk_writes_s", "disk_busy"];

    public override void Sample(double seconds, Span<double> values)
    {
        double readSectors = 0, writtenSectors = 0, reads = 0, writes = 0, busyMs = 0;
        int disks = 0;
        var content = _stats.Read();
        var text = new TextWalker(content);
        while (text.NextLine())
        {
            text.Skip(2);
            if (!_names.IsDisk(text.NextField())) continue;
            disks++;
            reads += text.NextNumber();
            text.Skip(1);
            readSectors += text.NextNumber();
            text.Skip(1);
            writes += text.NextNumber();
            text.Skip(1);
            writtenSectors += text.NextNumber();
            text.Skip(2);
            busyMs += text.NextNumber();
        }
        values[0] = _readSectors.Rate(readSectors, seconds) * SectorBytes;
        values[1] = _writtenSectors.Rate(writtenSectors, seconds) * SectorBytes;
        values[2] = _reads.Rate(reads, seconds);
        values[3] = _writes.Rate(writes, seconds);
        values[4] = _busyMs.Rate(busyMs, seconds) / 1000 / Math.Max(1, disks);
    }

    public override void Dispose() => _stats.Dispose();
}
