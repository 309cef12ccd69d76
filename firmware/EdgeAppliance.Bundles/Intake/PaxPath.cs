using System.Text;

namespace EdgeAppliance.Bundles.Intake;

/// <summary>Finds the path in an extended header: records of <c>LENGTH KEY=VALUE\n</c>, the length counting all of it. A size is not
/// looked for, since only one of more than 8 GiB stands there.</summary>
internal static class PaxPath
{
    /// <returns>Null where the header names none.</returns>
    /// <exception cref="InvalidDataException">It is no such header.</exception>
    public static string? Of(ReadOnlySpan<byte> records)
    {
        string? path = null;
        while (!records.IsEmpty)
        {
            int space = records.IndexOf((byte)' ');
            if (space < 1 || !int.TryParse(records[..space], out int length) || length <= space + 1 || length > records.Length || records[length - 1] != (byte)'\n')
                throw new InvalidDataException("An extended header is wrong.");
            var record = records[(space + 1)..(length - 1)];
            if (record.StartsWith("path="u8)) path = Encoding.UTF8.GetString(record["path="u8.Length..]);
            records = records[length..];
        }
        return path;
    }
}
