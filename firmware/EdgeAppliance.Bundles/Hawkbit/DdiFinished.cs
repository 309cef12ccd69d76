namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>How an action ended, in the words of the wire, which are these in small letters.</summary>
public enum DdiFinished
{
    /// <summary>It goes on.</summary>
    None,
    Success,
    Failure,
}
