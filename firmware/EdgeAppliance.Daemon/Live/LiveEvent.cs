namespace EdgeAppliance.Daemon.Live;

/// <summary>A reading as it is told to those who watch.</summary>
/// <param name="Number">Counts a source's readings since the daemon began, from 1.</param>
/// <param name="Json">One JSON object in UTF-8, on one line; shared by all clients.</param>
internal sealed record LiveEvent(long Number, string Device, byte[] Json);
