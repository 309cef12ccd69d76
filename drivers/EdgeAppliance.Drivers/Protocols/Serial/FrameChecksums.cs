using System.Buffers.Text;
using EdgeAppliance.Drivers.Protocols.Modbus;

namespace EdgeAppliance.Drivers.Protocols.Serial;

internal static class FrameChecksums
{
    private const int NmeaBytes = 3;

    public static int Bytes(FrameChecksum checksum) => checksum switch
    {
        FrameChecksum.None => 0,
        FrameChecksum.Crc16 => ModbusCrc.Bytes,
        FrameChecksum.Nmea => NmeaBytes,
        _ => 1,
    };

    /// <param name="frame">From the first byte that counts to the checksum's last.</param>
    public static bool Fits(FrameChecksum checksum, ReadOnlySpan<byte> frame)
    {
        if (frame.Length < Bytes(checksum)) return false;
        return checksum switch
        {
            FrameChecksum.None => true,
            FrameChecksum.Sum8 => Sum(frame[..^1]) == frame[^1],
            FrameChecksum.Xor8 => Xor(frame[..^1]) == frame[^1],
            FrameChecksum.Crc16 => ModbusCrc.Fits(frame),
            _ => frame[^NmeaBytes] == '*' && Utf8Parser.TryParse(frame[^2..], out byte said, out int read, 'X') && read == 2 && Xor(frame[..^NmeaBytes]) == said,
        };
    }

    private static byte Sum(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes) sum += value;
        return sum;
    }

    private static byte Xor(ReadOnlySpan<byte> bytes)
    {
        byte sum = 0;
        foreach (byte value in bytes) sum ^= value;
        return sum;
    }
}
