using System.Buffers.Text;

namespace EdgeAppliance.Drivers.Linux.Proc;

/// <summary>Walks the lines of a kernel's text and their fields, which blanks and colons part. Whatever the text, it ends.</summary>
internal ref struct TextWalker(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> _rest = text;
    private ReadOnlySpan<byte> _line;

    /// <returns>False behind the last line.</returns>
    public bool NextLine()
    {
        if (_rest.IsEmpty) return false;
        int end = _rest.IndexOf((byte)'\n');
        _line = end < 0 ? _rest : _rest[..end];
        _rest = end < 0 ? default : _rest[(end + 1)..];
        return true;
    }

    /// <returns>The line's next field; empty where there is none.</returns>
    public ReadOnlySpan<byte> NextField()
    {
        int start = _line.IndexOfAnyExcept(" \t:"u8);
        if (start < 0) return default;
        _line = _line[start..];
        int length = _line.IndexOfAny(" \t:"u8);
        if (length < 0) length = _line.Length;
        var field = _line[..length];
        _line = _line[length..];
        return field;
    }

    public void Skip(int fields)
    {
        for (int i = 0; i < fields; i++) NextField();
    }

    /// <returns>The next field as a number, or NaN where it is none.</returns>
    public double NextNumber() => Number(NextField());

    /// <returns>NaN where the whole field is not one finite decimal number.</returns>
    public static double Number(ReadOnlySpan<byte> field)
    {
        if (Utf8Parser.TryParse(field, out ulong whole, out int read) && read == field.Length) return whole;
        if (field.IsEmpty || field.IndexOfAnyExcept("0123456789.-"u8) >= 0) return double.NaN;
        return Utf8Parser.TryParse(field, out double value, out read) && read == field.Length && double.IsFinite(value) ? value : double.NaN;
    }
}
