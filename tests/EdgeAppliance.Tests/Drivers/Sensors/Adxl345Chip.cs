using System.Buffers.Binary;
using EdgeAppliance.Tests.Drivers.Buses;

namespace EdgeAppliance.Tests.Drivers.Sensors;

/// <summary>An ADXL345 whose queue gives samples of rising numbers (data sheet Rev. G, register map table 19).</summary>
internal sealed class Adxl345Chip : ByteRegisters
{
    private short _next;

    public Adxl345Chip()
    {
        Set(0x00, 0xE5);
        Set(0x2C, 0x0A);
        Queued = 4;
        OnRead = Fill;
    }

    /// <summary>Samples that a fetch finds.</summary>
    public int Queued { get; set; }

    public bool IsOverrun { get; set; }

    public Func<short, (short X, short Y, short Z)> Sample { get; set; } = n => (n, (short)-n, 256);

    private void Fill(byte register)
    {
        if (register == 0x39) Map[0x39] = (byte)Queued;
        if (register == 0x30) Map[0x30] = (byte)(IsOverrun ? 1 : 0);
        if (register != 0x32) return;
        var (x, y, z) = Sample(_next++);
        BinaryPrimitives.WriteInt16LittleEndian(Map.AsSpan(0x32), x);
        BinaryPrimitives.WriteInt16LittleEndian(Map.AsSpan(0x34), y);
        BinaryPrimitives.WriteInt16LittleEndian(Map.AsSpan(0x36), z);
    }
}
