namespace EdgeAppliance.Core.Steps;

/// <summary>One line of the catalog: a step's name in the configuration, what it takes and makes, and how its configuration is bound.</summary>
public sealed record StepKind(string Name, StepFlow Takes, StepFlow Makes, StepBinder Bind)
{
    /// <summary>It takes the readings of all of a pipeline's devices together, and is the first step therefore.</summary>
    public bool JoinsDevices { get; init; }

    /// <summary>It spends the stream's privacy budget; a pipeline has one such step, so that there is one budget.</summary>
    public bool KeepsBudget { get; init; }

    /// <summary>It makes records of its own that hold its readings' channels.</summary>
    public bool TellsReadings { get; init; }
}
