namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>What becomes of a request.</summary>
internal enum PostOutcome
{
    Accepted,

    /// <summary>Its body is wrong, or of a kind that is not taken.</summary>
    Refused,

    /// <summary>It came too soon after others.</summary>
    Limited,

    /// <summary>It was taken and could not be stored, or not be taken now.</summary>
    NotStored,
}
