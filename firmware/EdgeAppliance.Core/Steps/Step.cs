using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps.Privacy.Noise;

namespace EdgeAppliance.Core.Steps;

/// <summary>One stage of a pipeline for one device. It gets batches in stored order and pushes what it makes to <see cref="Next"/>.
/// Deterministic: the same batches and state make the same output, however the rows are cut into batches; it reads no clock.</summary>
/// <remarks>Used by one thread at a time. Steady state allocates nothing a row.</remarks>
public abstract class Step
{
    /// <summary>The stage behind this one; set before the first batch.</summary>
    public Step? Next { get; set; }

    /// <summary>Steps that each go on with a chain of their own; none for a step that goes on with <see cref="Next"/>.</summary>
    public virtual IReadOnlyList<Step> Branches => [];

    /// <summary>What records made of this step's readings are; null for what it was given.</summary>
    public virtual RecordType? Makes => null;

    /// <summary>The privacy budget that it spends; null for none.</summary>
    internal virtual PrivacyBudget? Budget => null;

    /// <summary>The batch is valid during the call only. Its channels may change from one batch to the next.</summary>
    public abstract void Process(ReadingBatch batch);

    /// <summary>Takes windows [channels × size], which only steps behind a <c>window</c> step are given.</summary>
    /// <exception cref="StepException">This step takes rows, not windows.</exception>
    public virtual void Process(WindowFrame window) =>
        throw new StepException($"{GetType().Name} takes readings, not windows; put it before the window step.");

    /// <summary>Takes a picture, which only steps behind a <c>decode</c> step are given.</summary>
    /// <exception cref="StepException">This step takes no pictures.</exception>
    public virtual void Process(PictureFrame picture) =>
        throw new StepException($"{GetType().Name} takes no pictures.");

    /// <summary>Hands on what is held back for readings to come, since the pipeline stops and may come back with other steps. The state is saved behind it.</summary>
    public virtual void Flush()
    {
    }

    /// <summary>Writes all that the next batch's output depends on.</summary>
    public virtual void SaveState(StateWriter writer)
    {
    }

    /// <summary>Takes up what <see cref="SaveState"/> of the same configuration wrote.</summary>
    /// <exception cref="InvalidDataException">The state is of another configuration, or damaged.</exception>
    public virtual void LoadState(ref StateReader reader)
    {
    }
}
