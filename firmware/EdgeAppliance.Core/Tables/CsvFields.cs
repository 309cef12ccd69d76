namespace EdgeAppliance.Core.Tables;

/// <summary>Parts a line into its fields (RFC 4180, but a field does not hold a line's end).</summary>
public static class CsvFields
{
    /// <param name="fields">Where the fields lie, without quotes and blanks around them.</param>
    /// <returns>How many there are, or -1 where there are more than <paramref name="fields"/> holds.</returns>
    public static int Split(ReadOnlySpan<byte> line, byte separator, Span<Range> fields)
    {
        int count = 0, at = 0;
        while (true)
        {
            if (count == fields.Length) return -1;
            int end = FieldEnd(line, at, separator);
            fields[count++] = Inner(line, at, end);
            if (end == line.Length) return count;
            at = end + 1;
        }
    }

    private static int FieldEnd(ReadOnlySpan<byte> line, int start, byte separator)
    {
        int from = start;
        // A doubled quote closes the field and opens it again, which comes to the same.
        while (from < line.Length && line[from] == '"')
        {
            int close = line[(from + 1)..].IndexOf((byte)'"');
            if (close < 0) return line.Length;
            from += close + 2;
        }
        int length = line[from..].IndexOf(separator);
        return length < 0 ? line.Length : from + length;
    }

    private static Range Inner(ReadOnlySpan<byte> line, int start, int end)
    {
        while (start < end && line[start] is (byte)' ' or (byte)'\t') start++;
        while (end > start && line[end - 1] is (byte)' ' or (byte)'\t') end--;
        return end - start >= 2 && line[start] == '"' && line[end - 1] == '"' ? (start + 1)..(end - 1) : start..end;
    }
}
