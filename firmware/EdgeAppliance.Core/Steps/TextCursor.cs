using System.Globalization;

namespace EdgeAppliance.Core.Steps;

/// <summary>A place in the text of a condition or an expression, and what can be taken from there.</summary>
/// <param name="inName">What a name may hold beside letters and digits. Another name stands in quotes.</param>
internal ref struct TextCursor(ReadOnlySpan<char> text, string inName)
{
    private readonly ReadOnlySpan<char> _text = text;
    private int _at;

    public bool AtEnd
    {
        get
        {
            SkipSpace();
            return _at == _text.Length;
        }
    }

    public bool Take(string token)
    {
        SkipSpace();
        if (!_text[_at..].StartsWith(token)) return false;
        _at += token.Length;
        return true;
    }

    /// <summary>Takes a word that does not go on as a longer name.</summary>
    public bool TakeWord(string word)
    {
        SkipSpace();
        if (!_text[_at..].StartsWith(word) || NameLength(_text[_at..]) != word.Length) return false;
        _at += word.Length;
        return true;
    }

    /// <summary>Takes a name, bare or in quotes, or a number.</summary>
    public bool TryOperand(out ConditionOperand operand, bool isSigned)
    {
        SkipSpace();
        operand = default;
        var rest = _text[_at..];
        if (rest.IsEmpty) return false;
        if (rest[0] is '\'') return TryQuoted(rest, out operand);
        int length = NameLength(rest);
        double number = 0;
        if (length > 0) operand = new ConditionOperand(rest[..length].ToString(), 0);
        else if ((length = NumberLength(rest, isSigned)) == 0) return false;
        else if (!double.TryParse(rest[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out number)) return false;
        else operand = new ConditionOperand(null, number);
        _at += length;
        return true;
    }

    public string Wrong(string expected) => $"at character {_at + 1}: expected {expected}.";

    private bool TryQuoted(ReadOnlySpan<char> rest, out ConditionOperand operand)
    {
        int end = rest[1..].IndexOf('\'');
        operand = end <= 0 ? default : new ConditionOperand(rest.Slice(1, end).ToString(), 0, IsQuoted: true);
        if (end > 0) _at += end + 2;
        return end > 0;
    }

    private int NameLength(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty || !(char.IsAsciiLetter(text[0]) || text[0] == '_')) return 0;
        int length = 1;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || inName.Contains(text[length]))) length++;
        return length;
    }

    private static int NumberLength(ReadOnlySpan<char> text, bool isSigned)
    {
        int length = 0;
        while (length < text.Length)
        {
            char c = text[length];
            bool maySign = length == 0 ? isSigned : text[length - 1] is ('e' or 'E');
            if (!(char.IsAsciiDigit(c) || c is '.' or 'e' or 'E' || (c is '-' or '+' && maySign))) break;
            length++;
        }
        return length;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (' ' or '\t')) _at++;
    }
}
