using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace EdgeAppliance.Core.Steps;

/// <summary>Writes a step's state for a snapshot, little endian, in the order in which <see cref="StateReader"/> reads it.</summary>
public sealed class StateWriter(IBufferWriter<byte> output)
{
    public void Write(long value)
    {
        BinaryPrimitives.WriteInt64LittleEndian(output.GetSpan(8), value);
        output.Advance(8);
    }

    public void Write(double value) => Write(BitConverter.DoubleToInt64Bits(value));

    public void Write(bool value) => Write(value ? 1L : 0L);

    public void Write(string value)
    {
        int bytes = Encoding.UTF8.GetByteCount(value);
        Write((long)bytes);
        Encoding.UTF8.GetBytes(value, output.GetSpan(bytes));
        output.Advance(bytes);
    }

    public void Write(ReadOnlySpan<double> values)
    {
        Write((long)values.Length);
        foreach (double value in values) Write(value);
    }
}
