using System.Globalization;
using CsCheck;
using EdgeAppliance.Core.Steps.Expressions;

namespace EdgeAppliance.Tests.Core.Steps.Expressions;

/// <summary>Random expressions against what a tree of functions makes of them.</summary>
public sealed class ExpressionPropertyTests
{
    private static readonly string[] Tokens =
        ["a", "b1", "1", "2.5", "(", ")", ",", "+", "-", "*", "/", "%", "?", ":", "<", "==", "and", "or", "not", "!", "min", "clamp", "'", "'x y'", " ", "e5", "\u00e4"];

    private static readonly Dictionary<string, Func<double, double, double>> Operators = new()
    {
        ["+"] = (a, b) => a + b,
        ["-"] = (a, b) => a - b,
        ["*"] = (a, b) => a * b,
        ["/"] = (a, b) => a / b,
        ["%"] = (a, b) => a % b,
        ["<"] = (a, b) => Known(a, b, a < b),
        [">="] = (a, b) => Known(a, b, a >= b),
        ["=="] = (a, b) => Known(a, b, a == b),
        ["and"] = (a, b) => a == 0 || b == 0 ? 0 : Known(a, b, true),
        ["||"] = (a, b) => a is not (0 or double.NaN) || b is not (0 or double.NaN) ? 1 : Known(a, b, false),
    };

    [Fact]
    public void Evaluate_RandomTree_GivesWhatTheTreeGives() => Gen.Int.Sample(seed =>
    {
        var random = new Random(seed);
        double[] values = [random.Next(-9, 9), random.NextDouble() * 10 - 5, double.NaN];
        var (text, expected) = Tree(random, values, 5);
        var expression = ExpressionParser.Parse(text, out string? error);
        Assert.True(expression is not null, $"{text}: {error}");
        double[] arguments = [.. expression.Names.Select(name => values[name[0] - 'x'])];
        Assert.Equal(expected, expression.Evaluate(arguments, new double[expression.StackDepth]));
    }, iter: 5000);

    [Fact]
    public void Parse_AnyText_TellsWhatIsWrongOrEvaluates() =>
        Gen.Int[0, Tokens.Length - 1].Select(at => Tokens[at])
            .Array[0, 40].Sample(tokens =>
            {
                string text = string.Join(' ', tokens);
                var expression = ExpressionParser.Parse(text, out string? error);
                Assert.Equal(expression is null, error is not null);
                expression?.Evaluate(new double[expression.Names.Count], new double[expression.StackDepth]);
            }, iter: 20_000);

    private static (string Text, double Value) Tree(Random random, double[] values, int depth)
    {
        if (depth == 0 || random.Next(5) == 0)
        {
            int at = random.Next(4);
            return at < 3 ? (((char)('x' + at)).ToString(), values[at]) : ("2.5", 2.5);
        }
        var (left, a) = Tree(random, values, depth - 1);
        var (right, b) = Tree(random, values, depth - 1);
        switch (random.Next(5))
        {
            case 0: return ($"-({left})", -a);
            case 1: return ($"default({left}, {right})", double.IsNaN(a) ? b : a);
            case 2:
                var (other, c) = Tree(random, values, depth - 2 < 0 ? 0 : depth - 2);
                return ($"({left} ? {right} : {other})", double.IsNaN(a) ? double.NaN : a != 0 ? b : c);
            default:
                var one = Operators.ElementAt(random.Next(Operators.Count));
                return (string.Create(CultureInfo.InvariantCulture, $"({left} {one.Key} {right})"), one.Value(a, b));
        }
    }

    private static double Known(double a, double b, bool holds) => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : holds ? 1 : 0;
}
