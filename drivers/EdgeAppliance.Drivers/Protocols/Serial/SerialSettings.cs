namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>How bytes lie on a serial line.</summary>
/// <param name="Baud">Bits a second.</param>
internal sealed record SerialSettings(int Baud, int DataBits, SerialParity Parity, int StopBits)
{
    /// <summary>The kernel turns the line's direction around (RS-485 over RTS), where the board does not by itself.</summary>
    public bool IsRs485 { get; init; }

    /// <summary>The start bit counts too.</summary>
    public int BitsOfAByte => 1 + DataBits + (Parity == SerialParity.None ? 0 : 1) + StopBits;

    public TimeSpan ByteTime => TimeSpan.FromSeconds((double)BitsOfAByte / Baud);
}
