using System.Buffers.Binary;

namespace EdgeAppliance.Drivers.Protocols.Modbus;

/// <summary>How a number lies in registers. Registers come with their high byte first (MODBUS Application Protocol V1.1b3, section 4.2);
/// the order of several, and sometimes of the bytes too, is each maker's own.</summary>
/// <param name="AreWordsLittle">The first register is the lowest.</param>
/// <param name="AreBytesLittle">A register's first byte is the low one.</param>
internal readonly record struct ModbusFormat(ModbusType Type, bool AreWordsLittle = false, bool AreBytesLittle = false)
{
    public const int BytesMax = 8;

    public int Registers => Type switch
    {
        ModbusType.UInt16 or ModbusType.Int16 => 1,
        ModbusType.UInt32 or ModbusType.Int32 or ModbusType.Float32 => 2,
        _ => 4,
    };

    public double Read(ReadOnlySpan<byte> wire)
    {
        Span<byte> bytes = stackalloc byte[BytesMax];
        bytes = bytes[..(Registers * 2)];
        Reorder(wire, bytes);
        return Type switch
        {
            ModbusType.UInt16 => BinaryPrimitives.ReadUInt16BigEndian(bytes),
            ModbusType.Int16 => BinaryPrimitives.ReadInt16BigEndian(bytes),
            ModbusType.UInt32 => BinaryPrimitives.ReadUInt32BigEndian(bytes),
            ModbusType.Int32 => BinaryPrimitives.ReadInt32BigEndian(bytes),
            ModbusType.UInt64 => BinaryPrimitives.ReadUInt64BigEndian(bytes),
            ModbusType.Int64 => BinaryPrimitives.ReadInt64BigEndian(bytes),
            ModbusType.Float32 => BinaryPrimitives.ReadSingleBigEndian(bytes),
            _ => BinaryPrimitives.ReadDoubleBigEndian(bytes),
        };
    }

    /// <returns>False where the type cannot hold the number.</returns>
    public bool TryWrite(double value, Span<byte> wire)
    {
        Span<byte> bytes = stackalloc byte[BytesMax];
        bytes = bytes[..(Registers * 2)];
        if (!IsFloat) value = Math.Round(value);
        if (!(value >= Least && value <= Most)) return false;
        switch (Type)
        {
            case ModbusType.UInt16: BinaryPrimitives.WriteUInt16BigEndian(bytes, (ushort)value); break;
            case ModbusType.Int16: BinaryPrimitives.WriteInt16BigEndian(bytes, (short)value); break;
            case ModbusType.UInt32: BinaryPrimitives.WriteUInt32BigEndian(bytes, (uint)value); break;
            case ModbusType.Int32: BinaryPrimitives.WriteInt32BigEndian(bytes, (int)value); break;
            case ModbusType.UInt64: BinaryPrimitives.WriteUInt64BigEndian(bytes, (ulong)value); break;
            case ModbusType.Int64: BinaryPrimitives.WriteInt64BigEndian(bytes, (long)value); break;
            case ModbusType.Float32: BinaryPrimitives.WriteSingleBigEndian(bytes, (float)value); break;
            default: BinaryPrimitives.WriteDoubleBigEndian(bytes, value); break;
        }
        Reorder(bytes, wire);
        return true;
    }

    private bool IsFloat => Type >= ModbusType.Float32;

    // 64 bits have more digits than a double: the largest doubles that still fit.
    private double Most => Type switch
    {
        ModbusType.UInt16 => ushort.MaxValue,
        ModbusType.Int16 => short.MaxValue,
        ModbusType.UInt32 => uint.MaxValue,
        ModbusType.Int32 => int.MaxValue,
        ModbusType.UInt64 => Math.BitDecrement(18446744073709551616.0),
        ModbusType.Int64 => Math.BitDecrement(9223372036854775808.0),
        ModbusType.Float32 => float.MaxValue,
        _ => double.MaxValue,
    };

    private double Least => Type switch
    {
        ModbusType.Int16 => short.MinValue,
        ModbusType.Int32 => int.MinValue,
        ModbusType.Int64 => long.MinValue,
        ModbusType.Float32 or ModbusType.Float64 => -Most,
        _ => 0,
    };

    private void Reorder(ReadOnlySpan<byte> from, Span<byte> to)
    {
        int registers = Registers;
        for (int register = 0; register < registers; register++)
        {
            int place = (AreWordsLittle ? registers - 1 - register : register) * 2;
            to[place] = from[register * 2 + (AreBytesLittle ? 1 : 0)];
            to[place + 1] = from[register * 2 + (AreBytesLittle ? 0 : 1)];
        }
    }
}
