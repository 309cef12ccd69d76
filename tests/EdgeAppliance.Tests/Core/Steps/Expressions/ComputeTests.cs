using System.Globalization;

namespace EdgeAppliance.Tests.Core.Steps.Expressions;

public sealed class ComputeTests
{
    /// <summary>With a = 7, b = -2, and no n.</summary>
    [Theory]
    [InlineData("1 + 2 * 3", 7)]
    [InlineData("(1 + 2) * 3", 9)]
    [InlineData("a-b", 9)]
    [InlineData("8 - 4 - 2", 2)]
    [InlineData("64 / 4 / 2", 8)]
    [InlineData("a % 4", 3)]
    [InlineData("-a % 4", -3)]
    [InlineData("2 - -3", 5)]
    [InlineData("-(-b)", -2)]
    [InlineData("a > 3 and b < 0", 1)]
    [InlineData("a > 3 && !(b < 0)", 0)]
    [InlineData("not a > 3 or b == -2", 1)]
    [InlineData("not not a", 1)]
    [InlineData("a > 3 ? b > 0 ? 1 : 2 : 3", 2)]
    [InlineData("a < 3 ? 1 : b > 0 ? 2 : 3", 3)]
    [InlineData("1 <= 1", 1)]
    [InlineData("1 != 1", 0)]
    [InlineData("min(a, b, 3)", -2)]
    [InlineData("max(a, b, 3)", 7)]
    [InlineData("abs(b) + sqrt(a + 2) + pow(2, 10)", 1029)]
    [InlineData("log(exp(2)) + log10(1000)", 5)]
    [InlineData("floor(-1.5) + ceil(-1.5) + round(2.5) + round(-2.5)", -3)]
    [InlineData("clamp(a, 0, 5) + clamp(b, 0, 5)", 5)]
    [InlineData("default(n, 4) + default(a, 4)", 11)]
    [InlineData("n + 1", double.NaN)]
    [InlineData("n > 1", double.NaN)]
    [InlineData("n > 1 and a < 0", 0)]
    [InlineData("n > 1 or a > 0", 1)]
    [InlineData("n > 1 ? 1 : 2", double.NaN)]
    [InlineData("min(n, 1)", double.NaN)]
    [InlineData("pow(n, 0)", double.NaN)]
    [InlineData("1 / 0", double.NaN)]
    [InlineData("sqrt(b)", double.NaN)]
    [InlineData("k * 2", 20)]
    [InlineData("'a' + 1.5e1", 22)]
    [InlineData("1e300 * 1e300", double.NaN)]
    [InlineData("min + 1", 3)]
    public void Process_Expression_GivesItsValue(string expression, double expected)
    {
        var harness = new StepHarness("""[{"type":"compute","channels":{"x":"@"},"constants":{"k":10,"min":2}},{"type":"select","channels":["x"]}]""".Replace("@", expression));
        harness.Push((1, 7, -2));
        Assert.Equal(string.Create(CultureInfo.InvariantCulture, $"1 x={expected:R}\n"), harness.Output);
    }

    [Theory]
    [InlineData("", "at character 1: expected a channel, a number, a function or an opening parenthesis.")]
    [InlineData("a +", "at character 4: expected a channel, a number, a function or an opening parenthesis.")]
    [InlineData("a b", "at character 3: expected an operator or the end.")]
    [InlineData("(a", "at character 3: expected an operator or a closing parenthesis.")]
    [InlineData("a ? b", "at character 6: expected a colon.")]
    [InlineData("sin(a)", "at character 5: expected one of min, max, abs, sqrt, pow, log, log10, exp, floor, ceil, round, clamp, default before this parenthesis.")]
    [InlineData("pow(a)", "at character 7: expected two arguments of pow before this.")]
    [InlineData("max(a)", "at character 7: expected two arguments or more of max before this.")]
    [InlineData("max(a, b", "at character 9: expected a comma or a closing parenthesis.")]
    [InlineData("a < b < 3", "at character 7: expected an operator or the end.")]
    [InlineData("1.2.3", "at character 1: expected a channel, a number, a function or an opening parenthesis.")]
    [InlineData("'a", "at character 1: expected a channel, a number, a function or an opening parenthesis.")]
    public void Bind_Wrong_NamesTheCharacter(string expression, string expected) =>
        Assert.Equal([$"steps[0].channels.x: {expected}"], StepHarness.Errors("""[{"type":"compute","channels":{"x":"@"}}]""".Replace("@", expression)));

    [Fact]
    public void Bind_TooMuch_IsRefused()
    {
        Assert.Contains("has more than 32 expressions inside each other.", Error(new string('(', 500)));
        Assert.Contains("has more than 32 expressions inside each other.", Error(new string('-', 500) + "1"));
        Assert.Contains("has more than 32 expressions inside each other.", Error(string.Concat(Enumerable.Repeat("1?1:", 100)) + "1"));
        Assert.Contains("has more than 1024 characters.", Error(new string('1', 1025)));
        Assert.Contains("has more than 256 operands and operators.", Error(string.Join('+', Enumerable.Repeat("1", 200))));
    }

    [Fact]
    public void Process_OneUsesAnotherAndTakesAChannelsPlace()
    {
        var harness = new StepHarness("""[{"type":"compute","channels":{"a":"a * 10","sum":"a + b","b":"sum"}}]""");
        harness.Push((1, 1, 2), (2, 3, double.NaN));
        Assert.Equal("1 a=10 b=12 sum=12\n2 a=30 b=NaN sum=NaN\n", harness.Output);
    }

    private static string Error(string expression) => StepHarness.Errors("""[{"type":"compute","channels":{"x":"@"}}]""".Replace("@", expression)).Single();
}
