namespace EdgeAppliance.Core.Steps;

/// <summary>A pipeline's steps, bound, ready to be made for each device.</summary>
public sealed class StepPlan(IReadOnlyList<StepFactory> factories)
{
    public int Count => factories.Count;

    /// <summary>One chain takes the readings of all devices, instead of one for each.</summary>
    public bool JoinsDevices { get; init; }

    /// <summary>Makes a device's chain, ending in <paramref name="end"/>.</summary>
    public Step[] Build(StepContext context, Step end)
    {
        var steps = new Step[factories.Count + 1];
        steps[^1] = end;
        for (int i = factories.Count - 1; i >= 0; i--)
        {
            steps[i] = factories[i](context);
            steps[i].Next = steps[i + 1];
        }
        return steps;
    }
}
