using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>A step that pictures alone come to.</summary>
public abstract class PictureStep : Step
{
    /// <exception cref="StepException">Always: a reading is no picture.</exception>
    public sealed override void Process(ReadingBatch batch) => throw new StepException($"{GetType().Name} takes pictures; put a decode step before it.");
}
