namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>Decides who is let in.</summary>
internal abstract class AmqpDoor
{
    public const string Anonymous = "ANONYMOUS";
    public const string Plain = "PLAIN";
    public const string External = "EXTERNAL";

    /// <summary>The peer begins without SASL.</summary>
    public const string NoMechanism = "";

    /// <summary>By which a peer may say who it is.</summary>
    public abstract IReadOnlyList<string> Mechanisms { get; }

    public abstract ValueTask<AmqpSaslCode> Judge(string mechanism, byte[] response, CancellationToken stop);
}
