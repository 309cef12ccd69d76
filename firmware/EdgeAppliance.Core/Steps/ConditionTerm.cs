namespace EdgeAppliance.Core.Steps;

/// <summary>One element of a condition in postfix order: a comparison of two operands, or And and Or of the two terms before it.</summary>
internal readonly record struct ConditionTerm(ConditionOperator Operator, int Left, int Right);
