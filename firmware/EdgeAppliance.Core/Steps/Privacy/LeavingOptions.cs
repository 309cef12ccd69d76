namespace EdgeAppliance.Core.Steps.Privacy;

internal sealed record LeavingOptions(LeavingRule Rule, IReadOnlyList<string> Names)
{
    /// <summary>Whatever comes in, only what somebody has named goes on.</summary>
    public bool Clears => Rule == LeavingRule.OnlyNamed;

    /// <summary>Reads <c>keep</c>, channels that go on as they are, and <c>others</c>, what becomes of all that nobody named.</summary>
    /// <param name="treated">The channels that the step itself treats.</param>
    public static LeavingOptions Bind(StepConfiguration configuration, IReadOnlyList<string> treated)
    {
        var keep = configuration.Texts("keep");
        for (int i = 0; i < keep.Count; i++)
            if (treated.Contains(keep[i])) configuration.Report($"keep[{i}]", $"'{keep[i]}' is treated here, and cannot go on as it is.");
        string others = configuration.Text("others", "drop");
        if (others is not ("drop" or "keep")) configuration.Report("others", "must be drop or keep.");
        bool clears = others == "drop";
        if (clears && treated.Count + keep.Count == 0) configuration.Report("keep", "is missing: no channel would be handed on; name them, or say \"others\": \"keep\".");
        configuration.Clears = clears;
        return clears ? new LeavingOptions(LeavingRule.OnlyNamed, [.. treated, .. keep]) : new LeavingOptions(LeavingRule.All, []);
    }
}
