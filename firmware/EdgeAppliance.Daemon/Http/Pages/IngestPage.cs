namespace EdgeAppliance.Daemon.Http.Pages;

/// <summary>What became of a post's readings.</summary>
/// <param name="Repeated">Readings that were known from before; they are stored once.</param>
internal sealed record IngestPage(int Accepted, int Repeated)
{
    /// <summary>Readings of devices that are throttled or quarantined; they are not taken. Null where there is none.</summary>
    public int? HeldBack { get; init; }
}
