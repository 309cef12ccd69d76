namespace EdgeAppliance.Daemon.Twins;

/// <summary>How a command to a device ended.</summary>
/// <param name="Text">Why, where it was not done.</param>
internal sealed record DeviceAnswer(DeviceAnswerKind Kind, string Text = "")
{
    /// <summary>What the device said, as it said it.</summary>
    public byte[]? Payload { get; init; }
}
