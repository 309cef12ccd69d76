using System.Globalization;
using System.Text;

namespace EdgeAppliance.Core.Steps.Text;

/// <summary>The kinds of characters that tokenizers tell apart.</summary>
internal static class TextRunes
{
    /// <summary>Control characters other than white space, and what stands for bytes that are no text (BERT's clean-up).</summary>
    public static bool IsNoText(Rune rune) => rune.Value is not ('\t' or '\n' or '\r')
        && (rune == Rune.ReplacementChar || Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.PrivateUse);

    /// <summary>All signs of ASCII, though some are no punctuation to Unicode, and all that Unicode calls punctuation.</summary>
    public static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= '!' and <= '/') or (>= ':' and <= '@') or (>= '[' and <= '`') or (>= '{' and <= '~')
        : Rune.IsPunctuation(rune);

    /// <summary>The blocks of CJK ideographs; not Hangul, Hiragana and Katakana, whose words stand apart.</summary>
    public static bool IsIdeograph(Rune rune) => rune.Value is >= 0x3400
        and ((>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
            or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F));
}
