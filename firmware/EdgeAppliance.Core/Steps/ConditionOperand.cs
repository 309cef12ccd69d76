namespace EdgeAppliance.Core.Steps;

/// <param name="Name">A channel or constant; null for a number.</param>
/// <param name="IsQuoted">The name stands in quotes, and is no function's therefore.</param>
internal readonly record struct ConditionOperand(string? Name, double Number, bool IsQuoted = false);
