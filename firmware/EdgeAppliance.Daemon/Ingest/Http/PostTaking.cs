namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What was taken of a post.</summary>
/// <param name="Accepted">Readings taken.</param>
/// <param name="Repeated">Readings that were known.</param>
/// <param name="Stored">Done once all of it, known or not, is on stable storage.</param>
internal readonly record struct PostTaking(int Accepted, int Repeated, Task Stored)
{
    public PayloadError Error { get; init; }

    /// <summary>The key was given before, with another body.</summary>
    public bool IsOther { get; init; }
}
