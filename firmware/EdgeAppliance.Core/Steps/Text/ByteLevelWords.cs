using System.Text;

namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Cuts a text as GPT-2 does: <c>'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+</c>, without an engine for such expressions.</summary>
internal static class ByteLevelWords
{
    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <param name="text">Not empty.</param>
    /// <returns>The length of the first word.</returns>
    public static int First(ReadOnlySpan<char> text)
    {
        if (Contraction(text) is > 0 and var contraction) return contraction;
        int from = text[0] == ' ' && text.Length > 1 && KindAt(text[1..], out _) != Kind.Space ? 1 : 0;
        var kind = KindAt(text[from..], out int length);
        int end = from + length, last = from;
        while (end < text.Length && KindAt(text[end..], out length) == kind)
        {
            last = end;
            end += length;
        }
        // Of white space before a word the last belongs to the word, or stands by itself.
        return kind == Kind.Space && end < text.Length && last > 0 ? last : end;
    }

    private static int Contraction(ReadOnlySpan<char> text)
    {
        if (text.Length < 2 || text[0] != '\'') return 0;
        if (text[1] is 's' or 't' or 'm' or 'd') return 2;
        return text.Length > 2 && text[1..3] is "re" or "ve" or "ll" ? 3 : 0;
    }

    private static Kind KindAt(ReadOnlySpan<char> text, out int length)
    {
        // Half of a surrogate pair counts as the character that stands for what is no text.
        Rune.DecodeFromUtf16(text, out var rune, out length);
        if (Rune.IsWhiteSpace(rune)) return Kind.Space;
        if (Rune.IsLetter(rune)) return Kind.Letter;
        return Rune.IsNumber(rune) ? Kind.Number : Kind.Other;
    }
}
