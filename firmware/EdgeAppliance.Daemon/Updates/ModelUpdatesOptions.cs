using EdgeAppliance.Bundles.Intake;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Inference.Isolation;

namespace EdgeAppliance.Daemon.Updates;

/// <param name="Repository">The folder of <see cref="EdgeAppliance.Inference.Repository.ModelRepositoryOptions.Folder"/>, where installed versions are kept.</param>
/// <param name="Drop">Bundles that are put into this folder are installed; made at the start.</param>
internal sealed record ModelUpdatesOptions(string Repository, string Drop)
{
    public ModelTrialConfiguration Trial { get; init; } = new();

    public BundleLimits Limits { get; init; } = BundleLimits.Standard;

    /// <summary>Installed versions of a model that are kept.</summary>
    public KeptVersions Kept { get; init; } = new(2, long.MaxValue);

    /// <summary>Proves the bundle in a folder apart from the appliance; by itself it is proved here alone.</summary>
    public Func<string, CandidateProof> Prove { get; init; } = _ => new CandidateProof(null, 0);

    /// <summary>Whether a pipeline uses the model of that name now: a trial of one that none uses cannot fail for want of windows.</summary>
    public Func<string, bool> IsUsed { get; init; } = _ => true;

    public static ModelUpdatesOptions Of(ModelsConfiguration models, string stateDirectory) =>
        new(models.Repository ?? Path.Combine(stateDirectory, "models"), models.Drop ?? Path.Combine(stateDirectory, "drop"))
        {
            Trial = models.Trial,
            Kept = new KeptVersions(models.VersionsKept, models.VersionsBytesMax),
        };
}
