using System.Text;

namespace EdgeAppliance.Core.Steps.Text;

/// <summary>WordPiece: 1 brings a text to plain words, of which each sign is one; 2 cuts each word into the longest pieces that the vocabulary has, from
/// its beginning on. A word with a part that it has no piece for is unknown as a whole.</summary>
internal sealed class WordPieceTokenizer(WordPieceModel model) : TextTokenizer
{
    /// <summary>A word that is so long is unknown whatever follows.</summary>
    private readonly char[] _word = new char[model.Continuing.Length + 2 * (model.WordRunesMax + 1)];

    private readonly char[] _piece = new char[model.Continuing.Length + 2 * (model.WordRunesMax + 1)];
    private int _length;
    private int _runes;

    public override int Encode(ReadOnlySpan<char> text, Span<int> numbers)
    {
        int count = 0;
        (_length, _runes) = (0, 0);
        Span<int> room = stackalloc int[AccentTable.PartsMax];
        foreach (var rune in text.EnumerateRunes())
        {
            if (count == numbers.Length) return count;
            if (model.Clean && TextRunes.IsNoText(rune)) continue;
            if (model.SeparateIdeographs && TextRunes.IsIdeograph(rune)) Alone(rune, numbers, ref count);
            else if (!model.StripAccents) Take(rune, numbers, ref count);
            else
            {
                foreach (int part in AccentTable.PartsOf(rune, room)) Take(new Rune(part), numbers, ref count);
            }
        }
        EndWord(numbers, ref count);
        return count;
    }

    private void Take(Rune rune, Span<int> numbers, ref int count)
    {
        if (Rune.IsWhiteSpace(rune)) EndWord(numbers, ref count);
        else if (TextRunes.IsPunctuation(rune)) Alone(rune, numbers, ref count);
        else Add(rune);
    }

    /// <summary>A word of one character.</summary>
    private void Alone(Rune rune, Span<int> numbers, ref int count)
    {
        EndWord(numbers, ref count);
        Add(rune);
        EndWord(numbers, ref count);
    }

    private void Add(Rune rune)
    {
        if (_runes > model.WordRunesMax) return;
        _runes++;
        // The one capital letter that becomes two characters, i and a dot above.
        if (model.Lowercase && rune.Value == 'İ') "i\u0307".CopyTo(_word.AsSpan(_length));
        else (model.Lowercase ? Rune.ToLowerInvariant(rune) : rune).EncodeToUtf16(_word.AsSpan(_length));
        _length += model.Lowercase && rune.Value == 'İ' ? 2 : rune.Utf16SequenceLength;
    }

    private void EndWord(Span<int> numbers, ref int count)
    {
        if (_length == 0) return;
        int before = count;
        bool isKnown = _runes <= model.WordRunesMax && TryCut(_word.AsSpan(0, _length), numbers, ref count);
        if (!isKnown)
        {
            count = before;
            if (count < numbers.Length) numbers[count++] = model.Unknown;
        }
        (_length, _runes) = (0, 0);
    }

    // 2
    private bool TryCut(ReadOnlySpan<char> word, Span<int> numbers, ref int count)
    {
        for (int start = 0; start < word.Length;)
        {
            int prefix = start == 0 ? 0 : model.Continuing.Length;
            model.Continuing.AsSpan(0, prefix).CopyTo(_piece);
            word[start..].CopyTo(_piece.AsSpan(prefix));
            int length = word.Length - start;
            int number;
            while (!model.Vocabulary.TryFind(_piece.AsSpan(0, prefix + length), out number))
                if (--length == 0) return false;
            // The whole word is looked at even where there is no room: a part that is not known makes all of it unknown.
            if (count < numbers.Length) numbers[count++] = number;
            start += length;
        }
        return true;
    }
}
