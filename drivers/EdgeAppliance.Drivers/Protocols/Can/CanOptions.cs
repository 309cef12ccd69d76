namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>A source of type <c>can</c>.</summary>
/// <param name="Interface">As <c>ip link</c> names it.</param>
/// <param name="IsFd">Whether frames of CAN FD are read and sent.</param>
internal sealed record CanOptions(string Interface, bool IsFd, IReadOnlyList<CanMessage> Messages)
{
    /// <summary>Batches of a message that may be on their way to the store; at it frames are skipped and counted.</summary>
    public int UnstoredMax { get; init; } = 64;
}
