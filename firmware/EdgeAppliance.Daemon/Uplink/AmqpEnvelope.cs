using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>What stands before an event's bytes in its message: that it is durable, what it is, and how long it is.</summary>
internal sealed class AmqpEnvelope
{
    private readonly byte[] _sections;

    public AmqpEnvelope(string contentType)
    {
        var writer = new AmqpWriter();
        writer.BeginList(AmqpCode.Header);
        writer.Flag(true);
        writer.EndList();
        writer.BeginList(AmqpCode.Properties);
        writer.Nulls(6);
        writer.Symbol(contentType);
        writer.EndList();
        _sections = writer.Written.ToArray();
    }

    public ReadOnlyMemory<byte> HeadOf(int bodyBytes)
    {
        var writer = new AmqpWriter();
        writer.Raw(_sections);
        writer.Descriptor(AmqpCode.Data);
        writer.BinaryHead(bodyBytes);
        return writer.Written;
    }
}
