namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>The checksum of frames on a serial line: polynomial 0xA001 (0x8005 reflected) from 0xFFFF, low byte first
/// (MODBUS over Serial Line V1.02, section 6.2.2).</summary>
internal static class ModbusCrc
{
    public const int Bytes = 2;

    private const ushort Polynomial = 0xA001;

    private static readonly ushort[] s_table = Table();

    public static ushort Of(ReadOnlySpan<byte> bytes)
    {
        ushort crc = 0xFFFF;
        foreach (byte value in bytes) crc = (ushort)(crc >> 8 ^ s_table[(crc ^ value) & 0xFF]);
        return crc;
    }

    /// <summary>Whether the last two bytes are the checksum of those before them.</summary>
    public static bool Fits(ReadOnlySpan<byte> frame) => frame.Length > Bytes && Of(frame[..^Bytes]) == (ushort)(frame[^2] | frame[^1] << 8);

    private static ushort[] Table()
    {
        var table = new ushort[256];
        for (int i = 0; i < table.Length; i++)
        {
            int crc = i;
            for (int bit = 0; bit < 8; bit++) crc = (crc & 1) != 0 ? crc >> 1 ^ Polynomial : crc >> 1;
            table[i] = (ushort)crc;
        }
        return table;
    }
}
