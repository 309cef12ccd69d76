using System.Globalization;

namespace EdgeAppliance.Core.Steps;

/// <summary>Reads a condition by recursive descent: or := and (|| and)*, and := factor (&amp;&amp; factor)*, factor := ( or ) | operand comparison operand.</summary>
internal ref struct ConditionParser
{
    private const int DepthMax = 32;

    private readonly ReadOnlySpan<char> _text;
    private readonly List<ConditionTerm> _terms;
    private readonly List<ConditionOperand> _operands;
    private int _at;

    private ConditionParser(ReadOnlySpan<char> text)
    {
        _text = text;
        _terms = [];
        _operands = [];
    }

    /// <returns>Null with what is wrong and where.</returns>
    public static Condition? Parse(string text, IReadOnlyDictionary<string, double> constants, out string? error)
    {
        var parser = new ConditionParser(text);
        error = parser.Or(0);
        parser.SkipSpace();
        if (error is null && parser._at < text.Length) error = parser.Wrong("&&, || or the end");
        if (error is null && parser._terms.Count > Condition.TermsMax) error = $"has more than {Condition.TermsMax} comparisons and operators.";
        return error is null ? new Condition(parser._terms.ToArray(), parser._operands.ToArray(), constants) : null;
    }

    private string? Or(int depth)
    {
        if (And(depth) is { } left) return left;
        while (Take("||"))
        {
            if (And(depth) is { } error) return error;
            _terms.Add(new ConditionTerm(ConditionOperator.Or, 0, 0));
        }
        return null;
    }

    private string? And(int depth)
    {
        if (Factor(depth) is { } left) return left;
        while (Take("&&"))
        {
            if (Factor(depth) is { } error) return error;
            _terms.Add(new ConditionTerm(ConditionOperator.And, 0, 0));
        }
        return null;
    }

    private string? Factor(int depth)
    {
        if (!Take("(")) return Comparison();
        if (depth == DepthMax) return $"has more than {DepthMax} parentheses inside each other.";
        if (Or(depth + 1) is { } error) return error;
        return Take(")") ? null : Wrong("a closing parenthesis");
    }

    private string? Comparison()
    {
        if (!TryOperand(out int left)) return Wrong("a channel, a constant or a number");
        ConditionOperator comparison;
        if (Take("<=")) comparison = ConditionOperator.LessOrEqual;
        else if (Take(">=")) comparison = ConditionOperator.GreaterOrEqual;
        else if (Take("==")) comparison = ConditionOperator.Equal;
        else if (Take("!=")) comparison = ConditionOperator.NotEqual;
        else if (Take("<")) comparison = ConditionOperator.Less;
        else if (Take(">")) comparison = ConditionOperator.Greater;
        else return Wrong("<, <=, >, >=, == or !=");
        if (!TryOperand(out int right)) return Wrong("a channel, a constant or a number");
        _terms.Add(new ConditionTerm(comparison, left, right));
        return null;
    }

    private bool TryOperand(out int index)
    {
        SkipSpace();
        index = _operands.Count;
        var rest = _text[_at..];
        if (rest.IsEmpty) return false;
        if (rest[0] is '\'') return TryQuoted(rest);
        int length = char.IsAsciiLetter(rest[0]) || rest[0] == '_' ? NameLength(rest) : NumberLength(rest);
        if (length == 0) return false;
        bool isName = char.IsAsciiLetter(rest[0]) || rest[0] == '_';
        double number = 0;
        if (!isName && !double.TryParse(rest[..length], NumberStyles.Float, CultureInfo.InvariantCulture, out number)) return false;
        _operands.Add(new ConditionOperand(isName ? rest[..length].ToString() : null, number));
        _at += length;
        return true;
    }

    private bool TryQuoted(ReadOnlySpan<char> rest)
    {
        int end = rest[1..].IndexOf('\'');
        if (end <= 0) return false;
        _operands.Add(new ConditionOperand(rest.Slice(1, end).ToString(), 0));
        _at += end + 2;
        return true;
    }

    private static int NameLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit(text[length]) || text[length] is '_' or '.' or '-')) length++;
        return length;
    }

    private static int NumberLength(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length)
        {
            char c = text[length];
            bool afterExponent = length > 0 && text[length - 1] is ('e' or 'E');
            if (!(char.IsAsciiDigit(c) || c is '.' or 'e' or 'E' || (c is '-' or '+' && (length == 0 || afterExponent)))) break;
            length++;
        }
        return length;
    }

    private bool Take(string token)
    {
        SkipSpace();
        if (!_text[_at..].StartsWith(token)) return false;
        _at += token.Length;
        return true;
    }

    private void SkipSpace()
    {
        while (_at < _text.Length && _text[_at] is (' ' or '\t')) _at++;
    }

    private readonly string Wrong(string expected) => $"at character {_at + 1}: expected {expected}.";
}
