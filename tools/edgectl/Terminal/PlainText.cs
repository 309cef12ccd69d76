using System.Globalization;

namespace EdgeAppliance.Edgectl.Terminal;

/// <summary>A reply's text may hold what a device sent: nothing of it moves the terminal's cursor, changes its colours or hides what stands beside it.</summary>
internal static class PlainText
{
    public const int LengthMax = 1000;

    public static string Of(string text)
    {
        if (text.Length > LengthMax) text = string.Concat(text.AsSpan(0, LengthMax - 1), "…");
        return text.All(IsPlain) ? text : string.Concat(text.Select(c => IsPlain(c) ? c : '?'));
    }

    /// <summary>Format characters turn the direction of writing, and half a surrogate pair is no character.</summary>
    private static bool IsPlain(char c) => !char.IsControl(c) && CharUnicodeInfo.GetUnicodeCategory(c) is not (UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator);
}
