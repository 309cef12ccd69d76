namespace EdgeAppliance.Core.Steps.Expressions;

/// <summary>One step of an expression's program.</summary>
internal readonly record struct Instruction(ExpressionCode Code, int Argument = 0)
{
    /// <summary>By how much the stack grows.</summary>
    public int Growth => Code switch
    {
        ExpressionCode.Number or ExpressionCode.Name => 1,
        ExpressionCode.Choose or ExpressionCode.Clamp => -2,
        ExpressionCode.Negate or ExpressionCode.Not or ExpressionCode.Abs or ExpressionCode.Sqrt or ExpressionCode.Log or ExpressionCode.Log10
            or ExpressionCode.Exp or ExpressionCode.Floor or ExpressionCode.Ceiling or ExpressionCode.Round => 0,
        _ => -1,
    };
}
