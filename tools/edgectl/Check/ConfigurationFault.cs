using System.Globalization;

namespace EdgeAppliance.Edgectl.Check;

/// <summary>A line of the daemon's <c>--check</c>: <c>FILE:LINE: PATH: what is wrong</c>, or without a path.</summary>
internal sealed record ConfigurationFault(int Line, string Path, string Text)
{
    /// <returns>Null where it is no such line of that file.</returns>
    public static ConfigurationFault? Parse(string line, string file)
    {
        // The file's name may have colons of its own.
        if (!line.StartsWith(file + ":", StringComparison.Ordinal)) return null;
        string rest = line[(file.Length + 1)..];
        int end = rest.IndexOf(": ", StringComparison.Ordinal);
        if (end < 0 || !int.TryParse(rest.AsSpan(0, end), NumberStyles.None, CultureInfo.InvariantCulture, out int number)) return null;
        rest = rest[(end + 2)..];
        int path = rest.IndexOf(": ", StringComparison.Ordinal);
        bool hasPath = path > 0 && !rest.AsSpan(0, path).Contains(' ');
        return hasPath ? new ConfigurationFault(number, rest[..path], rest[(path + 2)..]) : new ConfigurationFault(number, "", rest);
    }
}
