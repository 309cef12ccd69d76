namespace EdgeAppliance.Core.Steps.Expressions;

/// <summary>A function's name, what it does and how many arguments it takes; 0 for two or more.</summary>
internal sealed record ExpressionFunction(string Name, ExpressionCode Code, int Arguments)
{
    public static readonly ExpressionFunction[] All =
    [
        new("min", ExpressionCode.Min, 0),
        new("max", ExpressionCode.Max, 0),
        new("abs", ExpressionCode.Abs, 1),
        new("sqrt", ExpressionCode.Sqrt, 1),
        new("pow", ExpressionCode.Pow, 2),
        new("log", ExpressionCode.Log, 1),
        new("log10", ExpressionCode.Log10, 1),
        new("exp", ExpressionCode.Exp, 1),
        new("floor", ExpressionCode.Floor, 1),
        new("ceil", ExpressionCode.Ceiling, 1),
        new("round", ExpressionCode.Round, 1),
        new("clamp", ExpressionCode.Clamp, 3),
        new("default", ExpressionCode.Default, 2),
    ];

    public bool Takes(int arguments) => Arguments == 0 ? arguments >= 2 : arguments == Arguments;

    public string Needs => Arguments switch
    {
        0 => "two arguments or more",
        1 => "one argument",
        2 => "two arguments",
        _ => "three arguments",
    };
}
