namespace EdgeAppliance.Core.Configuration;

/// <summary>Names stand in topics, metrics, record ids and file names, so they have few characters to choose from.</summary>
internal static class Names
{
    public const int LengthMax = 64;
    public const string Rule = "a name has 1 to 64 letters, digits, '.', '_' or '-', and starts with a letter or digit";

    public static bool IsName(string text)
    {
        if (text.Length is 0 or > LengthMax || !char.IsAsciiLetterOrDigit(text[0])) return false;
        foreach (char c in text)
            if (!char.IsAsciiLetterOrDigit(c) && c is not ('.' or '_' or '-')) return false;
        return true;
    }
}
