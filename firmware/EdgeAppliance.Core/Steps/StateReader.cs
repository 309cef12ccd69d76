using System.Buffers.Binary;
using System.Text;

namespace EdgeAppliance.Core.Steps;

/// <summary>Reads what <see cref="StateWriter"/> wrote. Every length is checked against what is there.</summary>
/// <exception cref="InvalidDataException">The state is shorter than what is read of it, or a length in it is wrong.</exception>
public ref struct StateReader(ReadOnlySpan<byte> state)
{
    private ReadOnlySpan<byte> _rest = state;

    public readonly bool AtEnd => _rest.IsEmpty;

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double ReadDouble() => BitConverter.Int64BitsToDouble(ReadInt64());

    public bool ReadBoolean() => ReadInt64() != 0;

    public string ReadString() => Encoding.UTF8.GetString(Take(ReadInt64()));

    /// <summary>Fills all of <paramref name="values"/>.</summary>
    public void Read(scoped Span<double> values)
    {
        long count = ReadInt64();
        if (count != values.Length) throw new InvalidDataException($"The state holds {count} values where {values.Length} belong.");
        for (int i = 0; i < values.Length; i++) values[i] = ReadDouble();
    }

    private ReadOnlySpan<byte> Take(long bytes)
    {
        if (bytes < 0 || bytes > _rest.Length) throw new InvalidDataException("The state ends early.");
        var taken = _rest[..(int)bytes];
        _rest = _rest[(int)bytes..];
        return taken;
    }
}
