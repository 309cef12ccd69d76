using System.Buffers.Text;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Numbers as instruments write them: blanks and a sign before, a unit behind.</summary>
internal static class NumberText
{
    /// <returns>Bytes of the blanks and the number; 0 where there is none.</returns>
    public static int Read(ReadOnlySpan<byte> text, out double value)
    {
        int begin = 0;
        while (begin < text.Length && text[begin] is (byte)' ' or (byte)'\t') begin++;
        int sign = begin < text.Length && text[begin] == '+' ? begin + 1 : begin;
        if (!Utf8Parser.TryParse(text[sign..], out value, out int bytes) || bytes == 0) return 0;
        return double.IsFinite(value) ? sign + bytes : 0;
    }

    /// <summary>A number that has the text to itself, but for a unit that is no number.</summary>
    public static bool TryRead(ReadOnlySpan<byte> text, out double value)
    {
        int bytes = Read(text, out value);
        return bytes > 0 && text[bytes..].IndexOfAnyInRange((byte)'0', (byte)'9') < 0;
    }
}
