namespace EdgeAppliance.Core.Steps;

internal enum ConditionOperator : byte
{
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,
}
