namespace EdgeAppliance.Core.Steps;

/// <summary>What passes from one step to the next.</summary>
public enum StepFlow
{
    Rows,
    Windows,
}
