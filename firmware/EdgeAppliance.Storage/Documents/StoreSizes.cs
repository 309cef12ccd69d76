namespace EdgeAppliance.Storage.Documents;

/// <summary>How large what lies before LiteDB's data file may become.</summary>
public sealed record StoreSizes
{
    private const int DiskShare = 16;
    private const int ShareMin = 256 << 10;

    /// <summary>Of the memtable, in bytes: more goes into LiteDB.</summary>
    public long MemtableBytesMax { get; init; } = 8 << 20;

    /// <summary>Of one of the two journals, in bytes: what a start after a crash may have to read.</summary>
    public long JournalBytesMax { get; init; } = 16 << 20;

    /// <summary>Pages in LiteDB's log that make a checkpoint worth its sync.</summary>
    public int CheckpointPages { get; init; } = 1000;

    /// <summary>On a small disk less, so that what is in the journals still fits into LiteDB's files.</summary>
    public StoreSizes On(IDisk disk)
    {
        try
        {
            long share = Math.Max(ShareMin, disk.Space().Total / DiskShare);
            return new StoreSizes
            {
                MemtableBytesMax = Math.Min(MemtableBytesMax, share),
                JournalBytesMax = Math.Min(JournalBytesMax, share),
                CheckpointPages = (int)Math.Min(CheckpointPages, share / LitePage.Bytes),
            };
        }
        catch (IOException)
        {
            // A disk that cannot even say this fails at what comes next, and that is told.
            return this;
        }
    }
}
