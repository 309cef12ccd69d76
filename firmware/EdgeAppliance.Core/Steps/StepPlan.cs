namespace EdgeAppliance.Core.Steps;

/// <summary>A pipeline's steps, bound, ready to be made for each device.</summary>
public sealed class StepPlan(IReadOnlyList<StepFactory> factories)
{
    public int Count => factories.Count;

    /// <summary>One chain takes the readings of all devices, instead of one for each.</summary>
    public bool JoinsDevices { get; init; }

    /// <summary>The first step that hands on only what somebody has named. No step gets anything but what the one before it hands on, so
    /// nothing behind it can bring back what it left out. -1 where there is none.</summary>
    public int ClearedBy { get; init; } = -1;

    /// <summary>The first step that makes records of what is not cleared; -1 where there is none.</summary>
    public int TellsUncleared { get; init; } = -1;

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
