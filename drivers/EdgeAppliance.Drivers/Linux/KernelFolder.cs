namespace EdgeAppliance.Drivers.Linux;

/// <summary>What lies in folders under /sys, in an order that is the same at each start. A folder that is not there is empty.</summary>
internal static class KernelFolder
{
    public const int EntriesMax = 256;

    private const int LabelCharactersMax = 32, LineCharactersMax = 128;

    /// <summary>Folders (or links to them) by a pattern such as <c>thermal_zone*</c>; shorter names first, so that 10 follows 9.</summary>
    public static IEnumerable<string> Folders(string folder, string pattern) => Ordered(folder, pattern, Directory.GetDirectories);

    public static IEnumerable<string> Files(string folder, string pattern) => Ordered(folder, pattern, Directory.GetFiles);

    /// <returns>The file's first line as a channel name's part: lower case letters, digits and underscores; null where there is none.</returns>
    public static string? Label(string path) => Line(path) is { } line ? ChannelPart(line[..Math.Min(line.Length, LabelCharactersMax)]) : null;

    /// <returns>The file's first line, of which 128 characters count; null where it cannot be read.</returns>
    public static string? Line(string path)
    {
        try
        {
            using var reader = new StreamReader(path);
            var line = new char[LineCharactersMax];
            int length = reader.ReadBlock(line);
            return new string(line, 0, length).Split('\n')[0];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    public static string? ChannelPart(string text)
    {
        var part = new char[text.Length];
        for (int i = 0; i < text.Length; i++) part[i] = char.IsAsciiLetterOrDigit(text[i]) ? char.ToLowerInvariant(text[i]) : '_';
        string trimmed = new string(part).Trim('_');
        return trimmed.Length == 0 ? null : trimmed;
    }

    private static IEnumerable<string> Ordered(string folder, string pattern, Func<string, string, string[]> list)
    {
        try
        {
            return list(folder, pattern).OrderBy(path => path.Length).ThenBy(path => path, StringComparer.Ordinal).Take(EntriesMax);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
