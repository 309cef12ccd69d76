namespace EdgeAppliance.Drivers.Protocols.Amqp;

/// <summary>The fields of a list, in their order. Those that are left out at its end are null (part 1, section 1.4).</summary>
/// <exception cref="AmqpException">A field is not of the type that is asked for.</exception>
internal ref struct AmqpFields(ReadOnlySpan<byte> content, int count)
{
    public const int TextBytesMax = 1024;

    private AmqpReader _reader = new(content);
    private int _left = count;

    public readonly bool IsAtEnd => _left == 0;

    /// <summary>The next field has a value.</summary>
    public bool Next()
    {
        if (_left == 0) return false;
        _left--;
        return !_reader.TryNull();
    }

    public ulong? Number(ulong max = uint.MaxValue) => Next() ? _reader.Number(max) : null;

    public uint UInt(uint standard) => Next() ? (uint)_reader.Number(uint.MaxValue) : standard;

    public bool Flag(bool standard = false) => Next() ? _reader.Flag() : standard;

    public string? Text(int bytesMax = TextBytesMax) => Next() ? _reader.Text(bytesMax) : null;

    public ReadOnlySpan<byte> Bytes() => Next() ? _reader.Bytes() : default;

    /// <summary>Of any type, as it is encoded; empty for null.</summary>
    public ReadOnlySpan<byte> Raw()
    {
        if (!Next()) return default;
        var before = _reader.Rest;
        _reader.Skip();
        return before[..(before.Length - _reader.Rest.Length)];
    }

    public void Skip(int fields = 1)
    {
        for (; fields > 0; fields--)
            if (Next()) _reader.Skip();
    }

    /// <summary>A described list, such as a source or an error.</summary>
    /// <returns>False where the field is null.</returns>
    public bool TryDescribed(out ulong descriptor, out AmqpFields fields)
    {
        descriptor = 0;
        fields = default;
        if (!Next()) return false;
        descriptor = _reader.Descriptor();
        fields = _reader.List();
        return true;
    }

    /// <summary>An error (part 2, section 2.8.14), where there is one.</summary>
    public AmqpError? Error()
    {
        if (!TryDescribed(out ulong descriptor, out var fields)) return null;
        if (descriptor != AmqpCode.ErrorDescriptor) throw AmqpReader.Bad("An error is no error.");
        return new AmqpError(fields.Text() ?? "", fields.Text(4 * TextBytesMax) ?? "");
    }
}
