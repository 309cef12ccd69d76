namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>A message or a part of one (part 2, section 2.7.5).</summary>
internal readonly ref struct AmqpTransfer
{
    public uint Handle { get; private init; }

    /// <summary>Null in all parts but the first.</summary>
    public uint? DeliveryId { get; private init; }

    /// <summary>Nobody waits for what becomes of it.</summary>
    public bool IsSettled { get; private init; }

    /// <summary>Another part follows.</summary>
    public bool HasMore { get; private init; }

    public bool IsAborted { get; private init; }

    public ReadOnlySpan<byte> Payload { get; private init; }

    /// <param name="payload">What stands behind the list.</param>
    public static AmqpTransfer Read(AmqpFields fields, ReadOnlySpan<byte> payload)
    {
        uint handle = (uint)(fields.Number() ?? throw AmqpReader.Bad("A transfer names no link."));
        uint? id = (uint?)fields.Number();
        fields.Skip(2);
        bool isSettled = fields.Flag(), hasMore = fields.Flag();
        fields.Skip(3);
        return new AmqpTransfer { Handle = handle, DeliveryId = id, IsSettled = isSettled, HasMore = hasMore, IsAborted = fields.Flag(), Payload = payload };
    }

    /// <summary>Writes the list; the part itself follows.</summary>
    /// <param name="deliveryId">Null in all parts but the first.</param>
    public static void Write(AmqpWriter writer, uint handle, uint? deliveryId, bool settled, bool hasMore)
    {
        writer.BeginList(AmqpCode.Transfer);
        writer.UInt(handle);
        if (deliveryId is { } id)
        {
            Span<byte> tag = stackalloc byte[4];
            System.Buffers.Binary.BinaryPrimitives.WriteUInt32BigEndian(tag, id);
            writer.UInt(id);
            writer.Binary(tag);
            writer.UInt(0);
        }
        else writer.Nulls(3);
        writer.Flag(settled);
        writer.Flag(hasMore);
        writer.EndList();
    }
}
