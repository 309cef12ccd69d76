namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>How a field's value lies in the bytes, the lower three bits of its tag (Protocol Buffers, "Message Structure"). The two
/// kinds of groups are obsolete, and no Sparkplug message ever had one: they are taken for damage.</summary>
internal enum ProtoWire
{
    Varint = 0,
    Fixed64 = 1,
    Bytes = 2,
    Fixed32 = 5,
}
