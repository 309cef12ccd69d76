namespace EdgeAppliance.Core.Steps.Expressions;

/// <summary>What an instruction does with the values on top of the stack.</summary>
internal enum ExpressionCode : byte
{
    /// <summary>Pushes the constant of its argument.</summary>
    Number,

    /// <summary>Pushes the value of the name of its argument.</summary>
    Name,

    Negate,
    Not,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,

    // The comparisons stand in the order of ConditionOperator.
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Equal,
    NotEqual,
    And,
    Or,

    /// <summary>Of a condition and two values, the first where it holds.</summary>
    Choose,

    Min,
    Max,
    Abs,
    Sqrt,
    Pow,
    Log,
    Log10,
    Exp,
    Floor,
    Ceiling,
    Round,
    Clamp,

    /// <summary>The second of two values where the first is missing.</summary>
    Default,
}
