namespace EdgeAppliance.Core.Steps;

/// <summary>Reads one step's configuration once, telling every error to <paramref name="configuration"/>.</summary>
/// <returns>What makes the step for each device. Where there were errors it is never called.</returns>
public delegate StepFactory StepBinder(StepConfiguration configuration);
