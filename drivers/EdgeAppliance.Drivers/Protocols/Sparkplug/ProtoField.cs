namespace EdgeAppliance.Drivers.Protocols.Sparkplug;

/// <summary>One field of a Protocol Buffers message, with its value as it lies there.</summary>
/// <param name="bits">The value of a varint or a fixed number; 0 for bytes.</param>
internal readonly ref struct ProtoField(int number, ProtoWire wire, ulong bits, ReadOnlySpan<byte> bytes)
{
    public ReadOnlySpan<byte> Bytes { get; } = bytes;

    public ulong Bits { get; } = bits;

    public bool Flag => Bits != 0;

    /// <summary>A field whose wire type is not the expected one is an unknown field, and is passed over like one.</summary>
    public bool Is(int expected, ProtoWire expectedWire) => number == expected && wire == expectedWire;
}
