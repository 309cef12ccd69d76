namespace EdgeAppliance.Core.Steps.Expressions;

/// <summary>An expression of the <c>compute</c> step's language over named values, for use outside of steps. Used by one thread at a time.</summary>
public sealed class Formula
{
    private readonly Expression _expression;
    private readonly double[] _stack;

    private Formula(Expression expression)
    {
        _expression = expression;
        _stack = new double[expression.StackDepth];
    }

    /// <summary>What it names, each once.</summary>
    public IReadOnlyList<string> Names => _expression.Names;

    /// <returns>Null with what is wrong and where.</returns>
    public static Formula? Parse(string text, out string? error) => ExpressionParser.Parse(text, out error) is { } expression ? new Formula(expression) : null;

    /// <param name="values">One for each of <see cref="Names"/>; NaN where there is none.</param>
    public double Of(ReadOnlySpan<double> values) => _expression.Evaluate(values, _stack);
}
