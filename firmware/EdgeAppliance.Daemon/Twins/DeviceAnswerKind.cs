namespace EdgeAppliance.Daemon.Twins;

internal enum DeviceAnswerKind
{
    Done,

    /// <summary>It went out, and nobody waits for an answer.</summary>
    Sent,
    NoSuchDevice,
    NoSuchCommand,
    BadValue,
    Failed,

    /// <summary>It went out, and no answer came in time.</summary>
    NoAnswer,
}
