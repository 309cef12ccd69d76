using EdgeAppliance.Core.Health;
using EdgeAppliance.Inference.Repository.Versions;

namespace EdgeAppliance.Daemon.Updates;

/// <summary>What a person should know of model updates.</summary>
internal static class UpdateConditions
{
    /// <param name="diskFault">Why the repository cannot be written to; null where it can.</param>
    /// <param name="dropFault">Why the drop folder cannot be used; null where it can.</param>
    public static IReadOnlyList<HealthCondition> Of(VersionJournal journal, string? diskFault, string? dropFault) =>
    [
        .. journal.Models.SelectMany(model => OfInstalls(model.Key, model.Value)),
        .. journal.Damaged.Select(model => new HealthCondition("model.versions-damaged", HealthSeverity.Error, $"models.{model.Key}",
            $"Which versions of {model.Key} are installed cannot be read, and was guessed: {model.Value}", $"Install a version of {model.Key}: 'edgectl models install DIR'.")),
        .. Fault("updates.disk", "models.repository", diskFault, "The model repository cannot be written to", "See that its disk has room, is not read-only, and belongs to the service's user."),
        .. Fault("updates.drop", "models.drop", dropFault, "The drop folder cannot be used", "See that it is a folder that the service's user may write to."),
    ];

    private static IEnumerable<HealthCondition> OfInstalls(string model, ModelVersions versions)
    {
        if (versions.Installs is not [var last, ..]) yield break;
        if (last.Stage == InstallStage.RolledBack)
        {
            yield return new HealthCondition("model.rolled-back", HealthSeverity.Warning, $"models.{model}",
                $"{model} {last.Version} was rolled back: {last.Reason}", $"Install another version of {model}: 'edgectl models install DIR'.");
        }
        if (last.Stage == InstallStage.Interrupted)
        {
            yield return new HealthCondition("model.install-interrupted", HealthSeverity.Warning, $"models.{model}",
                $"{model} {last.Version} was not installed: {last.Reason}", $"Install it again: 'edgectl models install DIR'; what comes from a repository is tried again by itself.");
        }
        if (last.Stage == InstallStage.Refused)
        {
            yield return new HealthCondition("model.install-refused", HealthSeverity.Warning, $"models.{model}",
                $"{model} {last.Version} was refused: {last.Reason}", $"Install another version of {model}: 'edgectl models install DIR'.");
        }
    }

    private static IEnumerable<HealthCondition> Fault(string code, string subject, string? why, string what, string remedy)
    {
        if (why is not null) yield return new HealthCondition(code, HealthSeverity.Error, subject, $"{what}: {why}", remedy);
    }
}
