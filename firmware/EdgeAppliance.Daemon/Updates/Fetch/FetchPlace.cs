using EdgeAppliance.Bundles.Intake;

namespace EdgeAppliance.Daemon.Updates.Fetch;

/// <summary>Where fetched versions are put together, what is noted of them, and what they may cost.</summary>
/// <param name="Now">The latest time known.</param>
internal sealed record FetchPlace(string Folder, FetchJournal Journal, FetchRoom Room, FetchLimits Limits, Func<DateTimeOffset> Now)
{
    /// <summary>What is free on a folder's file system.</summary>
    public Func<string, long> FreeBytes { get; init; } = static folder => new DriveInfo(folder).AvailableFreeSpace;

    /// <summary>Sees that there is room for what is still to come, and beside it for the readings and records that matter more; the room for the copy that the installation
    /// makes is held, wherever models lie, until it is given back.</summary>
    /// <param name="what">It is for.</param>
    /// <param name="missing">Bytes that are still to be written into the folder's file system.</param>
    /// <param name="bytes">Of the copy.</param>
    /// <exception cref="IOException">There is no room; nothing is held.</exception>
    public void Hold(string what, long missing, long bytes)
    {
        Room.GiveBack();
        // What is held is free no more where both lie on one file system.
        bool isHeld = Room.Hold(bytes);
        long needed = isHeld ? missing : missing + bytes;
        long free = FreeBytes(Folder) - BundleLimits.Standard.FreeBytesMin;
        if (needed <= free) return;
        Room.GiveBack();
        throw new IOException($"There is no room for {what}: it needs {needed} bytes, and {Math.Max(0, free)} are free beside the {BundleLimits.Standard.FreeBytesMin} that are kept for readings.");
    }
}
