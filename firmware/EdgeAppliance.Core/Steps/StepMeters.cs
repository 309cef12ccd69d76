namespace EdgeAppliance.Core.Steps;

/// <summary>What a pipeline's steps count since it last started, all devices together.</summary>
public sealed class StepMeters
{
    public BudgetMeter Budgets { get; } = new();

    public PictureMeter Pictures { get; } = new();

    public LateMeter Late { get; } = new();
}
