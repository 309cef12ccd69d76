namespace EdgeAppliance.Core.Steps.Expressions;

/// <summary>A formula over a reading's channels as a flat program in postfix order. It has no loops, no jumps and no effects: both sides of ?: are computed,
/// and one is taken.</summary>
/// <remarks>A missing value (NaN) makes what is computed of it missing, but for and, or, which may not need it, and default. Truth is 1, 0 or missing.</remarks>
internal sealed class Expression(Instruction[] program, double[] numbers, string[] names, int stackDepth)
{
    public const int InstructionsMax = 256;

    /// <summary>The channels and constants it names.</summary>
    public IReadOnlyList<string> Names => names;

    /// <summary>Values that <see cref="Evaluate"/> needs room for.</summary>
    public int StackDepth => stackDepth;

    /// <param name="values">One for each of <see cref="Names"/>.</param>
    /// <param name="stack">Of <see cref="StackDepth"/> values; what it holds does not count.</param>
    public double Evaluate(ReadOnlySpan<double> values, Span<double> stack)
    {
        int top = -1;
        foreach (var instruction in program)
        {
            if (instruction.Code == ExpressionCode.Number) stack[++top] = numbers[instruction.Argument];
            else if (instruction.Code == ExpressionCode.Name) stack[++top] = values[instruction.Argument];
            else
            {
                top += instruction.Growth;
                stack[top] = instruction.Growth switch
                {
                    0 => Of(instruction.Code, stack[top]),
                    -1 => Of(instruction.Code, stack[top], stack[top + 1]),
                    _ => Of(instruction.Code, stack[top], stack[top + 1], stack[top + 2]),
                };
            }
        }
        return stack[0];
    }

    private static double Of(ExpressionCode code, double a) => code switch
    {
        ExpressionCode.Negate => -a,
        ExpressionCode.Not => double.IsNaN(a) ? a : Truth(a == 0),
        ExpressionCode.Abs => Math.Abs(a),
        ExpressionCode.Sqrt => Math.Sqrt(a),
        ExpressionCode.Log => Math.Log(a),
        ExpressionCode.Log10 => Math.Log10(a),
        ExpressionCode.Exp => Math.Exp(a),
        ExpressionCode.Floor => Math.Floor(a),
        ExpressionCode.Ceiling => Math.Ceiling(a),
        _ => Math.Round(a, MidpointRounding.AwayFromZero),
    };

    private static double Of(ExpressionCode code, double a, double b) => code switch
    {
        ExpressionCode.Add => a + b,
        ExpressionCode.Subtract => a - b,
        ExpressionCode.Multiply => a * b,
        ExpressionCode.Divide => a / b,
        ExpressionCode.Remainder => a % b,
        ExpressionCode.Pow => double.IsNaN(a + b) ? a + b : Math.Pow(a, b),
        ExpressionCode.Min => Math.Min(a, b),
        ExpressionCode.Max => Math.Max(a, b),
        ExpressionCode.Default => double.IsNaN(a) ? b : a,
        ExpressionCode.And => a == 0 || b == 0 ? 0 : double.IsNaN(a) || double.IsNaN(b) ? double.NaN : 1,
        ExpressionCode.Or => IsTrue(a) || IsTrue(b) ? 1 : double.IsNaN(a) || double.IsNaN(b) ? double.NaN : 0,
        _ => double.IsNaN(a) || double.IsNaN(b) ? double.NaN : Truth(Comparison.Holds(ConditionOperator.Less + (code - ExpressionCode.Less), a, b)),
    };

    private static double Of(ExpressionCode code, double a, double b, double c)
    {
        if (code == ExpressionCode.Choose) return double.IsNaN(a) ? a : a != 0 ? b : c;
        // Not Math.Clamp, which throws where the limits cross.
        return Math.Min(Math.Max(a, b), c);
    }

    private static bool IsTrue(double value) => value != 0 && !double.IsNaN(value);

    private static double Truth(bool holds) => holds ? 1 : 0;
}
