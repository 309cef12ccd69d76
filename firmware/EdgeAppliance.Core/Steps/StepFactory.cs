namespace EdgeAppliance.Core.Steps;

/// <summary>Makes a step for one device of a pipeline.</summary>
public delegate Step StepFactory(StepContext context);
