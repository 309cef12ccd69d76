namespace EdgeAppliance.Daemon.Updates.Hawkbit;

/// <summary>The server was not reached, or did not answer as it should; it is asked again later.</summary>
internal sealed class HawkbitException : IOException
{
    public HawkbitException(HawkbitFailure failure, string message, Exception? cause = null)
        : base(message, cause) => Failure = failure;

    public HawkbitFailure Failure { get; }

    /// <summary>Not before so much time is over; null where the server does not say.</summary>
    public TimeSpan? RetryAfter { get; init; }
}
