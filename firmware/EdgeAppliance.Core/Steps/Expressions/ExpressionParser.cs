namespace EdgeAppliance.Core.Steps.Expressions;

/// <summary>Reads an expression by recursive descent, from what binds least to what binds most:
/// <code>choice := or (? choice : choice) · or := and ((or | ||) and)* · and := not ((and | &amp;&amp;) not)* · not := not not | comparison
/// comparison := sum (&lt; &lt;= &gt; &gt;= == != sum) · sum := product ((+ | -) product)* · product := sign ((* | / | %) sign)*
/// sign := (- | !) sign | value · value := number | name | 'name' | function ( choice , … ) | ( choice )</code></summary>
internal ref struct ExpressionParser
{
    private const int DepthMax = 32;
    private const int CharactersMax = 1024;

    private static readonly (string Token, ExpressionCode Code)[] Comparisons =
    [
        ("<=", ExpressionCode.LessOrEqual), (">=", ExpressionCode.GreaterOrEqual), ("==", ExpressionCode.Equal),
        ("!=", ExpressionCode.NotEqual), ("<", ExpressionCode.Less), (">", ExpressionCode.Greater),
    ];

    private static readonly (string Token, ExpressionCode Code)[] Sums = [("+", ExpressionCode.Add), ("-", ExpressionCode.Subtract)];

    private static readonly (string Token, ExpressionCode Code)[] Products =
        [("*", ExpressionCode.Multiply), ("/", ExpressionCode.Divide), ("%", ExpressionCode.Remainder)];

    private readonly List<Instruction> _program = [];
    private readonly List<double> _numbers = [];
    private readonly List<string> _names = [];
    private TextCursor _text;
    private int _stack;
    private int _stackDepth;
    private int _depth;

    private ExpressionParser(ReadOnlySpan<char> text) => _text = new TextCursor(text, "_.");

    /// <returns>Null with what is wrong and where.</returns>
    public static Expression? Parse(string text, out string? error)
    {
        error = text.Length > CharactersMax ? $"has more than {CharactersMax} characters." : null;
        if (error is not null) return null;
        var parser = new ExpressionParser(text);
        error = parser.Choice();
        if (error is null && !parser._text.AtEnd) error = parser._text.Wrong("an operator or the end");
        if (error is null && parser._program.Count > Expression.InstructionsMax) error = $"has more than {Expression.InstructionsMax} operands and operators.";
        return error is null ? new Expression([.. parser._program], [.. parser._numbers], [.. parser._names], parser._stackDepth) : null;
    }

    private string? Choice()
    {
        if (_depth == DepthMax) return $"has more than {DepthMax} expressions inside each other.";
        _depth++;
        string? error = Or();
        if (error is null && _text.Take("?"))
        {
            error = Choice();
            if (error is null && !_text.Take(":")) error = _text.Wrong("a colon");
            if ((error ??= Choice()) is null) Add(new Instruction(ExpressionCode.Choose));
        }
        _depth--;
        return error;
    }

    private string? Or()
    {
        if (And() is { } left) return left;
        while (_text.Take("||") || _text.TakeWord("or"))
        {
            if (And() is { } error) return error;
            Add(new Instruction(ExpressionCode.Or));
        }
        return null;
    }

    private string? And()
    {
        if (Not() is { } left) return left;
        while (_text.Take("&&") || _text.TakeWord("and"))
        {
            if (Not() is { } error) return error;
            Add(new Instruction(ExpressionCode.And));
        }
        return null;
    }

    private string? Not()
    {
        int count = 0;
        while (_text.TakeWord("not")) count++;
        if (Comparison() is { } error) return error;
        for (; count > 0; count--) Add(new Instruction(ExpressionCode.Not));
        return null;
    }

    private string? Comparison()
    {
        if (Sum() is { } left) return left;
        if (TakeOne(Comparisons) is not { } comparison) return null;
        if (Sum() is { } error) return error;
        Add(new Instruction(comparison));
        return null;
    }

    private string? Sum()
    {
        if (Product() is { } left) return left;
        while (TakeOne(Sums) is { } sum)
        {
            if (Product() is { } error) return error;
            Add(new Instruction(sum));
        }
        return null;
    }

    private string? Product()
    {
        if (Sign() is { } left) return left;
        while (TakeOne(Products) is { } product)
        {
            if (Sign() is { } error) return error;
            Add(new Instruction(product));
        }
        return null;
    }

    private string? Sign()
    {
        var code = _text.Take("-") ? ExpressionCode.Negate : _text.Take("!") ? ExpressionCode.Not : ExpressionCode.Number;
        if (code == ExpressionCode.Number) return Value();
        if (_depth == DepthMax) return $"has more than {DepthMax} expressions inside each other.";
        _depth++;
        if (Sign() is { } error) return error;
        _depth--;
        Add(new Instruction(code));
        return null;
    }

    private string? Value()
    {
        if (_text.Take("("))
        {
            if (Choice() is { } error) return error;
            return _text.Take(")") ? null : _text.Wrong("an operator or a closing parenthesis");
        }
        if (!_text.TryOperand(out var operand, isSigned: false)) return _text.Wrong("a channel, a number, a function or an opening parenthesis");
        if (operand.Name is not { } name) Add(new Instruction(ExpressionCode.Number, IndexOf(_numbers, operand.Number)));
        else if (!operand.IsQuoted && _text.Take("(")) return Call(name);
        else Add(new Instruction(ExpressionCode.Name, IndexOf(_names, name)));
        return null;
    }

    private string? Call(string name)
    {
        if (Array.Find(ExpressionFunction.All, one => one.Name == name) is not { } function)
            return _text.Wrong($"one of {string.Join(", ", ExpressionFunction.All.Select(one => one.Name))} before this parenthesis");
        int arguments = 0;
        do
        {
            if (Choice() is { } error) return error;
            if (++arguments > 1 && function.Arguments == 0) Add(new Instruction(function.Code));
        }
        while (_text.Take(","));
        if (!_text.Take(")")) return _text.Wrong("a comma or a closing parenthesis");
        if (!function.Takes(arguments)) return _text.Wrong($"{function.Needs} of {name} before this");
        if (function.Arguments > 0) Add(new Instruction(function.Code));
        return null;
    }

    private ExpressionCode? TakeOne(ReadOnlySpan<(string Token, ExpressionCode Code)> tokens)
    {
        foreach (var (token, code) in tokens)
            if (_text.Take(token)) return code;
        return null;
    }

    private void Add(Instruction instruction)
    {
        _program.Add(instruction);
        _stack += instruction.Growth;
        _stackDepth = Math.Max(_stackDepth, _stack);
    }

    private static int IndexOf<T>(List<T> known, T value)
    {
        int at = known.IndexOf(value);
        if (at < 0) known.Add(value);
        return at < 0 ? known.Count - 1 : at;
    }
}
