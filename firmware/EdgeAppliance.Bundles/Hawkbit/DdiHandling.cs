namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>What the server says of a step of a deployment.</summary>
public enum DdiHandling
{
    /// <summary>Not, or not yet.</summary>
    Skip,

    /// <summary>It asks for it: the device may choose the moment.</summary>
    Attempt,

    /// <summary>At once.</summary>
    Forced,
}
