namespace EdgeAppliance.Core.Steps;

/// <summary>Whether one number stands to another as a condition says. Neither is missing.</summary>
internal static class Comparison
{
    public static bool Holds(ConditionOperator comparison, double left, double right) => comparison switch
    {
        ConditionOperator.Less => left < right,
        ConditionOperator.LessOrEqual => left <= right,
        ConditionOperator.Greater => left > right,
        ConditionOperator.GreaterOrEqual => left >= right,
        ConditionOperator.Equal => left == right,
        _ => left != right,
    };
}
