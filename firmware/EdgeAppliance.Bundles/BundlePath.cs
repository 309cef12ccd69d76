namespace EdgeAppliance.Bundles;

/// <summary>Which names of models, versions and files are safe to make paths of.</summary>
public static class BundlePath
{
    private const int NameMax = 64;
    private const int FileMax = 200;

    public static bool IsName(string text) =>
        text.Length is > 0 and <= NameMax && text[0] != '-' && All(text, c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c == '-');

    public static bool IsVersion(string text) =>
        text.Length is > 0 and <= NameMax && char.IsAsciiLetterOrDigit(text[0]) && !text.Contains("..", StringComparison.Ordinal)
        && All(text, c => char.IsAsciiLetterOrDigit(c) || c is '.' or '+' or '-');

    /// <summary>A relative path of plain segments with '/' between them: no "..", no hidden file, nothing a shell or another system reads differently.</summary>
    public static bool IsFile(string text) => text.Length is > 0 and <= FileMax && Array.TrueForAll(text.Split('/'), IsSegment);

    private static bool IsSegment(string text) =>
        text.Length > 0 && text[0] is not '.' and not '-' && All(text, c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+');

    private static bool All(string text, Func<char, bool> allowed)
    {
        foreach (char c in text)
            if (!allowed(c)) return false;
        return true;
    }
}
