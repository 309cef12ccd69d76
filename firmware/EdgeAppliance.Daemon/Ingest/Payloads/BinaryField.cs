using System.Buffers.Binary;

namespace EdgeAppliance.Daemon.Ingest.Payloads;

/// <summary>A number at a fixed place: output = number × <see cref="Scale"/> + <see cref="Offset"/>.</summary>
/// <param name="At">Bytes from the payload's beginning.</param>
internal sealed record BinaryField(int At, BinaryFieldType Type, bool IsLittleEndian)
{
    public const int AtMax = 4096;

    public double Scale { get; init; } = 1;

    public double Offset { get; init; }

    /// <summary>Some bits of an unsigned number: how many lie below them, and how many they are; 0 for all.</summary>
    public (int Shift, int Count) Bits { get; init; }

    public int Length => Type switch
    {
        BinaryFieldType.UInt8 or BinaryFieldType.Int8 => 1,
        BinaryFieldType.UInt16 or BinaryFieldType.Int16 or BinaryFieldType.Float16 => 2,
        BinaryFieldType.UInt24 or BinaryFieldType.Int24 => 3,
        BinaryFieldType.UInt32 or BinaryFieldType.Int32 or BinaryFieldType.Float32 => 4,
        _ => 8,
    };

    public int End => At + Length;

    /// <param name="payload">Not shorter than <see cref="End"/>.</param>
    public double Read(ReadOnlySpan<byte> payload)
    {
        ulong raw = Raw(payload.Slice(At, Length));
        if (Bits.Count > 0) return (raw >> Bits.Shift & ((1UL << Bits.Count) - 1)) * Scale + Offset;
        int unused = 64 - 8 * Length;
        double number = Type switch
        {
            BinaryFieldType.Float16 => (double)BitConverter.UInt16BitsToHalf((ushort)raw),
            BinaryFieldType.Float32 => BitConverter.UInt32BitsToSingle((uint)raw),
            BinaryFieldType.Float64 => BitConverter.UInt64BitsToDouble(raw),
            BinaryFieldType.Int8 or BinaryFieldType.Int16 or BinaryFieldType.Int24 or BinaryFieldType.Int32 or BinaryFieldType.Int64 => (long)(raw << unused) >> unused,
            _ => raw,
        };
        return number * Scale + Offset;
    }

    private ulong Raw(ReadOnlySpan<byte> bytes)
    {
        Span<byte> whole = stackalloc byte[8];
        whole.Clear();
        bytes.CopyTo(IsLittleEndian ? whole : whole[(8 - bytes.Length)..]);
        return IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(whole) : BinaryPrimitives.ReadUInt64BigEndian(whole);
    }
}
