namespace EdgeAppliance.Core.Steps;

/// <summary>What passes from one step to the next.</summary>
public enum StepFlow
{
    Rows,
    Windows,

    /// <summary>Either; only of what a step takes.</summary>
    Any,
}
