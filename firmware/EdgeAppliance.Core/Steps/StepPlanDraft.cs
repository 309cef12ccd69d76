namespace EdgeAppliance.Core.Steps;

/// <summary>A plan on its way: what the steps so far have been bound to, and what they say of the whole.</summary>
internal sealed class StepPlanDraft
{
    private readonly List<StepFactory> _factories = [];
    private bool _joinsDevices;
    private bool _keepsBudget;
    private int _branches = 1;
    private int _clearedBy = -1;
    private int _tellsUncleared = -1;

    /// <summary>Steps so far, those that could not be bound among them.</summary>
    public int Count { get; private set; }

    /// <summary>What the last step makes.</summary>
    public StepFlow Flow { get; private set; }

    public void AddUnknown() => Count++;

    /// <summary>Binds a step, and reports where it cannot stand behind those before it.</summary>
    public void Add(StepKind kind, StepConfiguration configuration)
    {
        if (kind.Takes != Flow && (kind.Takes != StepFlow.Any || Flow == StepFlow.Finished)) configuration.Report("type", WhyNot(kind));
        if (kind.JoinsDevices && Count > 0) configuration.Report("type", $"{kind.Name} joins the readings of several devices, and must be the first step.");
        if (kind.KeepsBudget && _keepsBudget) configuration.Report("type", $"there is a {kind.Name} step before; name all channels in one, so that they share one budget.");
        if (kind.KeepsBudget && _branches > 1) configuration.Report("type", $"{kind.Name} cannot stand behind a split, where each part would have a budget of its own.");
        _factories.Add(kind.Bind(configuration));
        configuration.RefuseUnknown();
        if (configuration.Clears && _clearedBy < 0) _clearedBy = Count;
        if ((kind.TellsReadings || configuration.TellsReadings) && _clearedBy < 0 && _tellsUncleared < 0) _tellsUncleared = Count;
        if (_branches * configuration.Branches > StepLimits.BranchesMax) configuration.Report("", $"splits a device's readings into more than {StepLimits.BranchesMax} with the splits before it.");
        _branches = Math.Min(_branches * configuration.Branches, StepLimits.BranchesMax);
        _keepsBudget |= kind.KeepsBudget;
        _joinsDevices |= kind.JoinsDevices;
        Flow = kind.Makes;
        Count++;
    }

    private string WhyNot(StepKind kind) => Flow switch
    {
        StepFlow.Finished => $"{kind.Name} stands behind a step that must be the last one.",
        StepFlow.Pictures => $"{kind.Name} takes no pictures, which the step before it makes; infer and encode make readings of them.",
        _ when kind.Takes == StepFlow.Pictures => $"{kind.Name} takes pictures; put a decode step before it.",
        StepFlow.Windows => $"{kind.Name} takes readings, but the step before it makes windows.",
        _ => $"{kind.Name} takes windows; put a window step before it.",
    };

    public StepPlan Plan() => new(_factories)
    {
        JoinsDevices = _joinsDevices,
        KeepsBudget = _keepsBudget,
        ClearedBy = _clearedBy,
        TellsUncleared = _tellsUncleared,
    };
}
