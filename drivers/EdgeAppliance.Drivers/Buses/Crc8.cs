namespace EdgeAppliance.Drivers.Buses;

/// <summary>The checksum of one byte that Sensirion's chips send behind every two: polynomial 0x31, from 0xFF
/// (SHT3x datasheet, table 20).</summary>
internal static class Crc8
{
    private const byte Polynomial = 0x31;

    public static byte Sensirion(ReadOnlySpan<byte> bytes)
    {
        byte crc = 0xFF;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++) crc = (byte)((crc & 0x80) != 0 ? crc << 1 ^ Polynomial : crc << 1);
        }
        return crc;
    }
}
