using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox.Limits;

/// <summary>How much may be stored now: what the options allow, or, where the disk is short of space, what the file can hold without
/// growing.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class StoreRoom(LiteStoreOptions options, DocumentStore documents, TimeProvider time)
{
    private static readonly TimeSpan _lookEvery = TimeSpan.FromSeconds(1);

    private long _lookedAt;
    private bool _looked;

    // The data file's length when the disk became short: the file may still grow a little, and that must not become a habit.
    private long _held;

    public bool DiskIsShort { get; private set; }

    /// <summary>What the disk had free when it was last asked, in bytes.</summary>
    public long DiskFree { get; private set; }

    public long DiskReserve { get; private set; }

    public long RecordsMax { get; private set; } = options.RecordsBytesMax;

    public long ReadingsMax { get; private set; } = options.ReadingsBytesMax;

    /// <summary>Asks the disk, once a second at most.</summary>
    public void Look(long recordsBytes, long readingsBytes)
    {
        if (options.FreeBytesMin > 0 && (!_looked || time.GetElapsedTime(_lookedAt) >= _lookEvery)) LookAtDisk();
        RecordsMax = options.RecordsBytesMax;
        ReadingsMax = options.ReadingsBytesMax;
        if (!DiskIsShort) return;
        RecordsMax = Math.Min(RecordsMax, Math.Max(0, _held - readingsBytes));
        ReadingsMax = Math.Min(ReadingsMax, Math.Max(0, _held - recordsBytes));
    }

    private void LookAtDisk()
    {
        _looked = true;
        _lookedAt = time.GetTimestamp();
        try
        {
            var space = options.Disk.Space();
            DiskFree = space.Free;
            DiskReserve = Math.Min(options.FreeBytesMin, space.Total / 4);
            // A little more must be free before it is over, so that it does not come and go.
            bool wasShort = DiskIsShort;
            DiskIsShort = space.Free < DiskReserve + (wasShort ? DiskReserve / 8 : 0);
            if (DiskIsShort && !wasShort) _held = documents.DataBytes;
        }
        catch (IOException)
        {
            // A disk that cannot even say this fails the next commit, and that is told.
            DiskIsShort = false;
        }
    }
}
