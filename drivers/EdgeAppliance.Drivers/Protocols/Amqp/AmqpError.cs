namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>What went wrong, as AMQP 1.0 says it (part 2, section 2.8.14).</summary>
/// <param name="Condition">One of <see cref="AmqpCondition"/>, or a peer's own.</param>
/// <param name="Text">A sentence for whoever reads the peer's log.</param>
internal sealed record AmqpError(string Condition, string Text)
{
    public override string ToString() => Text.Length == 0 ? Condition : $"{Condition}: {Text}";
}
