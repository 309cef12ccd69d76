namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>What a message to the server is about.</summary>
public enum DdiChannel
{
    Deployment,

    /// <summary>That an action is to be stopped.</summary>
    Cancel,

    /// <summary>That somebody has to agree to a deployment: closed with success is agreed.</summary>
    Confirmation,
}
