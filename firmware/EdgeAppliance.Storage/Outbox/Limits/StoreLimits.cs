using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.Storage.Outbox.Limits;

/// <summary>What is done where there is no room for records or for readings, and how that is told.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class StoreLimits(LiteStoreOptions options, DocumentStore documents, StoreHealth health, StoreSurroundings around)
{
    private volatile int _commitsWaiting;

    private readonly FullReport _report = new(options.WhenFull, health, around);

    public StoreRoom Room { get; } = new(options, documents, around.Time);

    public RecordsLimit Records { get; } = new(options.WhenFull);

    public CommitGate Gate { get; } = new(options.WhenFull);

    /// <summary>Any thread; as of the last <see cref="Update"/>.</summary>
    public int CommitsWaiting => _commitsWaiting;

    /// <summary>Takes up what has changed with the last transaction, or with time.</summary>
    public void Update(StoreContents contents, WorkQueue queue)
    {
        long records = contents.Lanes.Bytes;
        long readings = contents.Readings.Bytes;
        _commitsWaiting = Gate.Waiting;
        Room.Look(records, readings);
        queue.SetReadingsRoom(Room.ReadingsMax - readings, readings == 0);
        _report.Update(new FullSigns
        {
            RecordsDropped = contents.Lanes.Dropped,
            CommitsRefused = Gate.Refused,
            CommitsWaiting = Gate.Waiting,
            ReadingsHeldBack = queue.ReadingsHeldBack,
            RecordsShare = Share(records, Room.RecordsMax),
            ReadingsShare = Share(readings, Room.ReadingsMax),
        }, Room);
    }

    private static double Share(long bytes, long bytesMax) => bytes == 0 ? 0 : bytesMax == 0 ? 1 : (double)bytes / bytesMax;
}
