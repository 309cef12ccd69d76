namespace EdgeAppliance.Core.Steps;

/// <summary>Reads a condition by recursive descent: or := and (|| and)*, and := factor (&amp;&amp; factor)*, factor := ( or ) | operand comparison operand.</summary>
internal ref struct ConditionParser
{
    private const int DepthMax = 32;

    private readonly List<ConditionTerm> _terms;
    private readonly List<ConditionOperand> _operands;
    private TextCursor _text;

    private ConditionParser(ReadOnlySpan<char> text)
    {
        _text = new TextCursor(text, "_.-");
        _terms = [];
        _operands = [];
    }

    /// <returns>Null with what is wrong and where.</returns>
    public static Condition? Parse(string text, IReadOnlyDictionary<string, double> constants, out string? error)
    {
        var parser = new ConditionParser(text);
        error = parser.Or(0);
        if (error is null && !parser._text.AtEnd) error = parser._text.Wrong("&&, || or the end");
        if (error is null && parser._terms.Count > Condition.TermsMax) error = $"has more than {Condition.TermsMax} comparisons and operators.";
        return error is null ? new Condition(parser._terms.ToArray(), parser._operands.ToArray(), constants) : null;
    }

    private string? Or(int depth)
    {
        if (And(depth) is { } left) return left;
        while (_text.Take("||"))
        {
            if (And(depth) is { } error) return error;
            _terms.Add(new ConditionTerm(ConditionOperator.Or, 0, 0));
        }
        return null;
    }

    private string? And(int depth)
    {
        if (Factor(depth) is { } left) return left;
        while (_text.Take("&&"))
        {
            if (Factor(depth) is { } error) return error;
            _terms.Add(new ConditionTerm(ConditionOperator.And, 0, 0));
        }
        return null;
    }

    private string? Factor(int depth)
    {
        if (!_text.Take("(")) return Comparison();
        if (depth == DepthMax) return $"has more than {DepthMax} parentheses inside each other.";
        if (Or(depth + 1) is { } error) return error;
        return _text.Take(")") ? null : _text.Wrong("a closing parenthesis");
    }

    private string? Comparison()
    {
        if (!TryOperand(out int left)) return _text.Wrong("a channel, a constant or a number");
        ConditionOperator comparison;
        if (_text.Take("<=")) comparison = ConditionOperator.LessOrEqual;
        else if (_text.Take(">=")) comparison = ConditionOperator.GreaterOrEqual;
        else if (_text.Take("==")) comparison = ConditionOperator.Equal;
        else if (_text.Take("!=")) comparison = ConditionOperator.NotEqual;
        else if (_text.Take("<")) comparison = ConditionOperator.Less;
        else if (_text.Take(">")) comparison = ConditionOperator.Greater;
        else return _text.Wrong("<, <=, >, >=, == or !=");
        if (!TryOperand(out int right)) return _text.Wrong("a channel, a constant or a number");
        _terms.Add(new ConditionTerm(comparison, left, right));
        return null;
    }

    private bool TryOperand(out int index)
    {
        index = _operands.Count;
        if (!_text.TryOperand(out var operand, isSigned: true)) return false;
        _operands.Add(operand);
        return true;
    }
}
