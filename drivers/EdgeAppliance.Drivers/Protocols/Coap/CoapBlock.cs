namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>A Block1 or Block2 option's value (RFC 7959 section 2.2).</summary>
/// <param name="SizeExponent">0 to 6: blocks of 16 to 1024 bytes.</param>
internal readonly record struct CoapBlock(int Number, bool More, int SizeExponent)
{
    public const int ExponentMax = 6;
    public const int SizeMax = 16 << ExponentMax;

    public int Size => 16 << SizeExponent;

    public long Offset => (long)Number * Size;

    public uint Value => ((uint)Number << 4) | (More ? 8u : 0) | (uint)SizeExponent;

    /// <returns>False for the reserved size and for a value of more than three bytes.</returns>
    public static bool TryRead(in CoapOptionReader option, out CoapBlock block)
    {
        bool known = option.TryReadNumber(3, out uint value) && (value & 7) <= ExponentMax;
        block = known ? new CoapBlock((int)(value >> 4), (value & 8) != 0, (int)(value & 7)) : default;
        return known;
    }
}
