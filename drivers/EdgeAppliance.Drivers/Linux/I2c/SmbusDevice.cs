using System.Device.I2c;
using EdgeAppliance.Drivers.Buses;

namespace EdgeAppliance.Drivers.Linux.I2c;

/// <summary>A chip on an adapter that knows SMBus commands alone. On the wire a command is a register's pointer and its data, so
/// that register reads and writes of up to 32 bytes look as they would otherwise; anything else is refused.</summary>
internal sealed unsafe class SmbusDevice(I2cFile file, I2cConnectionSettings settings) : I2cDevice
{
    private const int BlockBytesMax = 32; // I2C_SMBUS_BLOCK_MAX

    public override I2cConnectionSettings ConnectionSettings => settings;

    public override byte ReadByte()
    {
        byte value;
        file.Command(isRead: true, 0, SmbusSize.Byte, &value);
        return value;
    }

    public override void Read(Span<byte> buffer)
    {
        if (buffer.Length != 1) throw Refused(buffer.Length);
        buffer[0] = ReadByte();
    }

    public override void WriteByte(byte value) => file.Command(isRead: false, value, SmbusSize.Byte, null);

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length is 0 or > BlockBytesMax + 1) throw Refused(buffer.Length);
        if (buffer.Length == 1) WriteByte(buffer[0]);
        else Transfer(isRead: false, buffer[0], buffer[1..], default);
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        if (writeBuffer.Length != 1 || readBuffer.Length is 0 or > BlockBytesMax) throw Refused(writeBuffer.Length + readBuffer.Length);
        Transfer(isRead: true, writeBuffer[0], default, readBuffer);
    }

    protected override void Dispose(bool disposing)
    {
        file.Dispose();
        base.Dispose(disposing);
    }

    // A word goes low byte first, as on the wire; a block has its length in front (union i2c_smbus_data).
    private void Transfer(bool isRead, byte register, ReadOnlySpan<byte> written, Span<byte> read)
    {
        int bytes = isRead ? read.Length : written.Length;
        byte* data = stackalloc byte[BlockBytesMax + 2];
        int first = bytes > 2 ? 1 : 0;
        data[0] = (byte)bytes;
        written.CopyTo(new Span<byte>(data + first, bytes));
        file.Command(isRead, register, bytes switch { 1 => SmbusSize.ByteData, 2 => SmbusSize.WordData, _ => SmbusSize.Block }, data);
        if (!isRead) return;
        if (first == 1 && data[0] != bytes) throw new BusException(BusFault.Other, $"The bus read {data[0]} bytes, not {bytes}.");
        new ReadOnlySpan<byte>(data + first, bytes).CopyTo(read);
    }

    private static BusException Refused(int bytes) =>
        new(BusFault.Unsupported, $"This bus knows SMBus commands alone, and a transfer of {bytes} bytes is none of them.");
}
