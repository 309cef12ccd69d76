using EdgeAppliance.Demo.Stages;

namespace EdgeAppliance.Demo.Acts;

/// <summary>One part of the story: does something to the appliance, waits for what has to follow, and claims or does not claim it.</summary>
internal abstract class Act
{
    public abstract string Title { get; }

    /// <summary>What is done and what to look at, in a sentence or two.</summary>
    public abstract string Meaning { get; }

    public abstract Task Play(Stage stage, CancellationToken stop);
}
