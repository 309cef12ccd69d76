namespace EdgeAppliance.Bundles.Tuf;

/// <summary>Metadata or a target that is not trusted. Nothing of what was trusted before has changed.</summary>
public sealed class TufException : Exception
{
    public TufException(TufFailure failure, string message)
        : base(message) => Failure = failure;

    public TufException(TufFailure failure, string message, Exception cause)
        : base(message, cause) => Failure = failure;

    public TufFailure Failure { get; }
}
