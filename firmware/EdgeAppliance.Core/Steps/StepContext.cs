namespace EdgeAppliance.Core.Steps;

/// <summary>Whom a step works for.</summary>
/// <param name="OnAlarm">Takes alarms that are raised or cleared, at once and in order.</param>
public sealed record StepContext(string Pipeline, string Source, string Device, AlarmHandler OnAlarm)
{
    /// <summary>Counts what privacy budgets keep back.</summary>
    public BudgetMeter Budgets { get; init; } = new();

    /// <summary>Counts what came too late.</summary>
    public LateMeter Late { get; init; } = new();

    /// <summary>Counts the pictures that were decoded, and that were not.</summary>
    public PictureMeter Pictures { get; init; } = new();
}
