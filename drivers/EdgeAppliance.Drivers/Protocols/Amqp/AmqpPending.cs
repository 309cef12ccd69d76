namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A message whose sender waits for what becomes of it.</summary>
/// <param name="Stored">Done once it is on stable storage.</param>
/// <param name="Refusal">Why it can never be taken, or null.</param>
internal readonly record struct AmqpPending(AmqpReceiver Link, uint DeliveryId, Task Stored, AmqpError? Refusal)
{
    public AmqpOutcome Outcome => Refusal is not null ? AmqpOutcome.Rejected : Stored.IsCompletedSuccessfully ? AmqpOutcome.Accepted : AmqpOutcome.Released;

    /// <summary>Whether one disposition says both.</summary>
    public bool IsFollowedBy(in AmqpPending next) =>
        next.Link == Link && next.DeliveryId == DeliveryId + 1 && next.Stored.IsCompleted && next.Refusal is null && Refusal is null && next.Outcome == Outcome;
}
