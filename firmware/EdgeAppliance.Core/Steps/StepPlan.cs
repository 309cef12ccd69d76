namespace EdgeAppliance.Core.Steps;

/// <summary>A pipeline's steps, bound, ready to be made for each device.</summary>
public sealed class StepPlan(IReadOnlyList<StepFactory> factories)
{
    public int Count => factories.Count;

    /// <summary>One chain takes the readings of all devices, instead of one for each.</summary>
    public bool JoinsDevices { get; init; }

    /// <summary>A step spends a privacy budget. What was spent is stored in one transaction with the records that it was spent on.</summary>
    public bool KeepsBudget { get; init; }

    /// <summary>The first step that hands on only what somebody has named. No step gets anything but what the one before it hands on, so
    /// nothing behind it can bring back what it left out. -1 where there is none.</summary>
    public int ClearedBy { get; init; } = -1;

    /// <summary>The first step that makes records of what is not cleared; -1 where there is none.</summary>
    public int TellsUncleared { get; init; } = -1;

    /// <summary>Makes a device's chain, ending in <paramref name="end"/>.</summary>
    /// <returns>Every step, the one that takes the readings first. Those behind a step with branches are there once for each of them.</returns>
    public Step[] Build(StepContext context, Step end)
    {
        var steps = new List<Step>();
        BuildFrom(0, context, end, steps);
        steps.Add(end);
        return [.. steps];
    }

    private Step BuildFrom(int index, StepContext context, Step end, List<Step> steps)
    {
        if (index == factories.Count) return end;
        var step = factories[index](context);
        steps.Add(step);
        if (step.Branches.Count == 0) step.Next = BuildFrom(index + 1, context, end, steps);
        foreach (var branch in step.Branches)
        {
            steps.Add(branch);
            branch.Next = BuildFrom(index + 1, context, end, steps);
        }
        return step;
    }
}
