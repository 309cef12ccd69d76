using System.Buffers.Binary;
using System.Text;

namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>Reads the values of AMQP 1.0's type system (part 1, section 1.6), one behind the other. Nothing is made larger than the bytes
/// that are there, and nested values are passed over by their size.</summary>
/// <exception cref="AmqpException">What is there is no value, or not of the type that is asked for.</exception>
internal ref struct AmqpReader(ReadOnlySpan<byte> bytes)
{
    // A descriptor may be described itself; nobody does so.
    private const int DescriptorDepthMax = 4;

    private ReadOnlySpan<byte> _rest = bytes;

    public readonly ReadOnlySpan<byte> Rest => _rest;

    public readonly bool IsAtEnd => _rest.IsEmpty;

    /// <summary>The next value's type, which is left where it is.</summary>
    public readonly byte Peek() => _rest.IsEmpty ? throw Bad("A value is missing.") : _rest[0];

    public bool TryNull()
    {
        if (Peek() != AmqpCode.Null) return false;
        _rest = _rest[1..];
        return true;
    }

    /// <summary>An unsigned whole number of any width.</summary>
    public ulong Number(ulong max)
    {
        byte code = Take(1)[0];
        ulong number = code switch
        {
            AmqpCode.UInt0 or AmqpCode.ULong0 => 0,
            AmqpCode.UByte or AmqpCode.SmallUInt or AmqpCode.SmallULong => Take(1)[0],
            AmqpCode.UShort => BinaryPrimitives.ReadUInt16BigEndian(Take(2)),
            AmqpCode.UInt => BinaryPrimitives.ReadUInt32BigEndian(Take(4)),
            AmqpCode.ULong => BinaryPrimitives.ReadUInt64BigEndian(Take(8)),
            _ => throw Bad($"Type 0x{code:x2} stands where an unsigned number is expected."),
        };
        return number <= max ? number : throw Bad($"{number} is more than the {max} that may stand there.");
    }

    public bool Flag() => Take(1)[0] switch
    {
        AmqpCode.True => true,
        AmqpCode.False => false,
        AmqpCode.Boolean => Take(1)[0] == 1,
        var code => throw Bad($"Type 0x{code:x2} stands where a boolean is expected."),
    };

    /// <summary>The bytes of a string (UTF-8), a symbol (ASCII) or a binary.</summary>
    public ReadOnlySpan<byte> Bytes() => Take(1)[0] switch
    {
        AmqpCode.Binary8 or AmqpCode.String8 or AmqpCode.Symbol8 => Take(Take(1)[0]),
        AmqpCode.Binary32 or AmqpCode.String32 or AmqpCode.Symbol32 => TakeSized(),
        var code => throw Bad($"Type 0x{code:x2} stands where text or bytes are expected."),
    };

    /// <summary>A string or a symbol.</summary>
    public string Text(int bytesMax)
    {
        var bytes = Bytes();
        if (bytes.Length > bytesMax) throw Bad($"A text has {bytes.Length} bytes, and {bytesMax} are taken.");
        return Encoding.UTF8.GetString(bytes);
    }

    /// <summary>What a described value is; the value itself follows.</summary>
    public ulong Descriptor()
    {
        if (Take(1)[0] != AmqpCode.Described) throw Bad("A described value is expected.");
        return Number(ulong.MaxValue);
    }

    /// <summary>The fields of a list.</summary>
    public AmqpFields List() => Take(1)[0] switch
    {
        AmqpCode.List0 => new AmqpFields([], 0),
        AmqpCode.List8 => Fields(Take(Take(1)[0]), 1),
        AmqpCode.List32 => Fields(TakeSized(), 4),
        var code => throw Bad($"Type 0x{code:x2} stands where a list is expected."),
    };

    /// <summary>The keys and values of a map, one behind the other.</summary>
    public AmqpFields Map() => Take(1)[0] switch
    {
        AmqpCode.Map8 => Fields(Take(Take(1)[0]), 1),
        AmqpCode.Map32 => Fields(TakeSized(), 4),
        var code => throw Bad($"Type 0x{code:x2} stands where a map is expected."),
    };

    /// <summary>Passes over a value of any type.</summary>
    public void Skip()
    {
        int descriptors = 0;
        // Each descriptor has a value of its own before the one that it describes.
        for (int values = 1; values > 0; values--)
        {
            byte code = Take(1)[0];
            if (code == AmqpCode.Described)
            {
                if (++descriptors > DescriptorDepthMax) throw Bad("Descriptors are nested too deep.");
                values += 2;
                continue;
            }
            // Section 1.2: the first half of the code says how wide the value is.
            int width = (code >> 4) switch
            {
                0x4 => 0, 0x5 => 1, 0x6 => 2, 0x7 => 4, 0x8 => 8, 0x9 => 16,
                0xa or 0xc or 0xe => Take(1)[0],
                0xb or 0xd or 0xf => Size(),
                _ => throw Bad($"There is no type 0x{code:x2}."),
            };
            Take(width);
        }
    }

    public static AmqpException Bad(string text) => new(AmqpCondition.DecodeError, text);

    private static AmqpFields Fields(ReadOnlySpan<byte> content, int countBytes)
    {
        if (content.Length < countBytes) throw Bad("A list or map has no room for its count.");
        uint count = countBytes == 1 ? content[0] : BinaryPrimitives.ReadUInt32BigEndian(content);
        if (count > content.Length - countBytes) throw Bad("A list or map counts more values than it has bytes.");
        return new AmqpFields(content[countBytes..], (int)count);
    }

    private ReadOnlySpan<byte> TakeSized() => Take(Size());

    private int Size()
    {
        uint size = BinaryPrimitives.ReadUInt32BigEndian(Take(4));
        return size <= _rest.Length ? (int)size : throw Bad("A value is cut off.");
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        if (count > _rest.Length) throw Bad("A value is cut off.");
        var taken = _rest[..count];
        _rest = _rest[count..];
        return taken;
    }
}
