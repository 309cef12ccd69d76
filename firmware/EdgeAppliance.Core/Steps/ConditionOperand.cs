namespace EdgeAppliance.Core.Steps;

/// <param name="Name">A channel or constant; null for a number.</param>
internal readonly record struct ConditionOperand(string? Name, double Number);
