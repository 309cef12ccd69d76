namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Makes tokenizers of vocabularies that say nothing of themselves: what is usual for their kind holds, where the configuration does not say otherwise.</summary>
internal static class PlainVocabulary
{
    private const int PieceCharsMax = 1024;

    /// <param name="lines">A piece each; its number is the line's, from 0.</param>
    public static WordPieceModel WordPiece(string[] lines, TokenizerFileOptions options)
    {
        if (options.Merges is not null) throw new InvalidDataException("is a vocabulary of whole pieces, beside which no merges belong");
        if (options.AddsSpace is not null) throw new InvalidDataException("is a vocabulary of whole pieces, which space does not belong to");
        if (lines.Length > Vocabulary.PiecesMax) throw new InvalidDataException($"has more than {Vocabulary.PiecesMax} pieces");
        var numbers = new Dictionary<string, int>(lines.Length, StringComparer.Ordinal);
        for (int i = 0; i < lines.Length; i++)
        {
            if (lines[i].Length > PieceCharsMax) throw new InvalidDataException($"has a line of more than {PieceCharsMax} characters, and is no vocabulary");
            // Published vocabularies have a piece twice now and then: it has the later number.
            numbers[lines[i]] = i;
        }
        var vocabulary = new Vocabulary(numbers);
        int unknown = vocabulary.Find("[UNK]") ?? throw new InvalidDataException("has no piece [UNK], for words that it does not know");
        bool lowercase = options.Lowercase ?? true;
        return new WordPieceModel(vocabulary, unknown, Special(vocabulary, options.Begin, "[CLS]"), Special(vocabulary, options.End, "[SEP]"), Special(vocabulary, options.Padding, "[PAD]") ?? 0)
        {
            Lowercase = lowercase,
            StripAccents = lowercase,
        };
    }

    public static BytePairModel BytePairs(Dictionary<string, int> numbers, IReadOnlyList<(string Left, string Right)> merges, TokenizerFileOptions options)
    {
        if (options.Lowercase is not null) throw new InvalidDataException("is a vocabulary of byte pairs, which lowercase does not belong to");
        var vocabulary = new Vocabulary(numbers);
        var (begin, end) = (Special(vocabulary, options.Begin, "<s>"), Special(vocabulary, options.End, "</s>"));
        return BytePairs(vocabulary, merges, begin, end, Special(vocabulary, options.Padding, "<pad>") ?? 0) with { AddsSpace = options.AddsSpace ?? false };
    }

    public static BytePairModel BytePairs(Vocabulary vocabulary, IReadOnlyList<(string Left, string Right)> merges, int? begin, int? end, int padding)
    {
        var bytes = new int[byte.MaxValue + 1];
        for (int i = 0; i < bytes.Length; i++)
            bytes[i] = vocabulary.Find(ByteLetters.Of((byte)i).ToString()) ?? throw new InvalidDataException($"lacks a piece for the byte 0x{i:X2}");
        return new BytePairModel(bytes, MergeList.Numbered(merges, vocabulary), begin, end, padding);
    }

    /// <exception cref="InvalidDataException">The configuration names a piece that there is not.</exception>
    public static int? Special(Vocabulary vocabulary, string? named, string usual)
    {
        if (named is null) return vocabulary.Find(usual);
        return vocabulary.Find(named) ?? throw new InvalidDataException($"has no piece '{named}'");
    }
}
