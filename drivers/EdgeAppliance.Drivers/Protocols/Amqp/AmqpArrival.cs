namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A whole message as it came over a link.</summary>
/// <param name="isSettled">Nobody waits for what becomes of it.</param>
/// <param name="message">Its sections; valid during the call.</param>
internal readonly ref struct AmqpArrival(uint deliveryId, bool isSettled, ReadOnlySpan<byte> message)
{
    public uint DeliveryId { get; } = deliveryId;

    public bool IsSettled { get; } = isSettled;

    public ReadOnlySpan<byte> Message { get; } = message;
}
