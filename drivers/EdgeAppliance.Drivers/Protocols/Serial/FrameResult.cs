namespace EdgeAppliance.Drivers.Protocols.Serial;

internal enum FrameResult
{
    Taken,

    /// <summary>It is of another kind, which the configuration leaves out.</summary>
    NotMeant,

    /// <summary>It is not what the configuration says.</summary>
    Unreadable,
}
