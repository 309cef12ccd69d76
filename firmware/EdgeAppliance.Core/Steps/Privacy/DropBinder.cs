namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Reads a <c>drop</c> step's configuration.</summary>
internal static class DropBinder
{
    public static DropOptions Bind(StepConfiguration configuration)
    {
        var channels = configuration.Texts("channels");
        var except = configuration.Texts("except");
        var (when, constants) = ConditionBinder.Bind(configuration);
        bool hasWhen = configuration.Has("when"), hasExcept = configuration.Has("except"), hasChannels = configuration.Has("channels");
        if (!hasWhen && !hasExcept && !hasChannels) configuration.Report("channels", "is missing: the channels to drop, or those under except to keep, or a condition under when.");
        if (hasExcept && (hasWhen || hasChannels)) configuration.Report("except", "cannot stand beside channels or when.");
        configuration.Clears = hasExcept;
        var leaving = hasExcept ? new LeavingOptions(LeavingRule.OnlyNamed, except)
            : hasWhen ? new LeavingOptions(LeavingRule.All, []) : new LeavingOptions(LeavingRule.AllButNamed, channels);
        return new DropOptions(leaving, when, constants, hasWhen ? channels : []);
    }
}
