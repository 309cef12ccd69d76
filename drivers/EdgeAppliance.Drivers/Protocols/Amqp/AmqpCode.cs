namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>The format codes of AMQP 1.0 (part 1, section 1.6) and the descriptors of its lists (parts 2, 3 and 5).</summary>
internal static class AmqpCode
{
    public const byte Described = 0x00;
    public const byte Null = 0x40;
    public const byte True = 0x41;
    public const byte False = 0x42;
    public const byte UInt0 = 0x43;
    public const byte ULong0 = 0x44;
    public const byte List0 = 0x45;
    public const byte UByte = 0x50;
    public const byte SmallUInt = 0x52;
    public const byte SmallULong = 0x53;
    public const byte Boolean = 0x56;
    public const byte UShort = 0x60;
    public const byte UInt = 0x70;
    public const byte ULong = 0x80;
    public const byte Binary8 = 0xa0;
    public const byte String8 = 0xa1;
    public const byte Symbol8 = 0xa3;
    public const byte Binary32 = 0xb0;
    public const byte String32 = 0xb1;
    public const byte Symbol32 = 0xb3;
    public const byte List8 = 0xc0;
    public const byte Map8 = 0xc1;
    public const byte List32 = 0xd0;
    public const byte Map32 = 0xd1;
    public const byte Array8 = 0xe0;

    public const byte Open = 0x10;
    public const byte Begin = 0x11;
    public const byte Attach = 0x12;
    public const byte Flow = 0x13;
    public const byte Transfer = 0x14;
    public const byte Disposition = 0x15;
    public const byte Detach = 0x16;
    public const byte End = 0x17;
    public const byte Close = 0x18;
    public const byte ErrorDescriptor = 0x1d;
    public const byte Source = 0x28;
    public const byte Target = 0x29;

    public const byte SaslMechanisms = 0x40;
    public const byte SaslInit = 0x41;
    public const byte SaslOutcome = 0x44;

    public const byte Header = 0x70;
    public const byte Properties = 0x73;
    public const byte ApplicationProperties = 0x74;
    public const byte Data = 0x75;
    public const byte AmqpSequence = 0x76;
    public const byte AmqpValue = 0x77;
    public const byte Footer = 0x78;
}
