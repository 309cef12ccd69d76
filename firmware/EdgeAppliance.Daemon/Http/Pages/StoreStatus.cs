namespace EdgeAppliance.Daemon.Http.Pages;

/// <param name="Folder">Where the store is.</param>
/// <param name="Bytes">What the store's files take.</param>
/// <param name="FreeBytes">What is free on their file system.</param>
/// <param name="FirstPosition">The oldest reading kept.</param>
/// <param name="NextPosition">The place that the next reading gets.</param>
/// <param name="Syncs">Commits made durable since the start.</param>
internal sealed record StoreStatus(string Folder, long Bytes, long FreeBytes, long FirstPosition, long NextPosition)
{
    public long Syncs { get; init; }
}
