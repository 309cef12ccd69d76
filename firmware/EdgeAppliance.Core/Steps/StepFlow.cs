namespace EdgeAppliance.Core.Steps;

/// <summary>What passes from one step to the next.</summary>
public enum StepFlow
{
    Rows,
    Windows,

    /// <summary>Decoded pictures, each with its reading.</summary>
    Pictures,

    /// <summary>Readings as they are to leave; of what a step makes that must be the last.</summary>
    Finished,

    /// <summary>Readings, windows or pictures; only of what a step takes.</summary>
    Any,
}
