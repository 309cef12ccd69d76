using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Daemon.Updates.Fetch;

namespace EdgeAppliance.Daemon.Updates.Rollouts;

/// <summary>What the rollouts of a repository mean for this device. A version without one is for everybody at once; one whose rollout cannot
/// be read is for nobody here.</summary>
/// <param name="moment">Asked anew each time.</param>
/// <remarks>One look at a time; read by any thread.</remarks>
internal sealed class RolloutGate(RolloutDevice device, Func<RolloutMoment> moment)
{
    private volatile Dictionary<(string Model, string Version), (Rollout? Rollout, string? Fault)> _rollouts = [];
    private volatile IReadOnlyDictionary<(string Model, string Version), HeldVersion> _held = new Dictionary<(string, string), HeldVersion>();

    /// <summary>Of the last look.</summary>
    public IReadOnlyCollection<HeldVersion> Held => [.. _held.Values];

    /// <returns>The id of the rollout that a version came by; null where there is none, or it is not known since the start.</returns>
    public string? DeploymentOf(string model, string version) => _rollouts.GetValueOrDefault((model, version)).Rollout?.Id;

    /// <summary>Takes in what the repository says, before it is asked for its versions.</summary>
    public void Look(IReadOnlyDictionary<string, TargetFile> targets)
    {
        var rollouts = new Dictionary<(string, string), (Rollout?, string?)>();
        foreach (var (model, version, _) in BundleOffer.Versions(targets)) rollouts[(model, version)] = Read(BundleOffer.Manifest(targets, model, version));
        _rollouts = rollouts;
        // What the repository has no more waits for nothing either.
        _held = _held.Where(held => rollouts.ContainsKey(held.Key)).ToDictionary();
    }

    /// <summary>For whoever else says when a version's turn is.</summary>
    /// <returns>Why the version is not to be taken by anybody here, of the last look; null where nothing speaks against it.</returns>
    public string? WhyNever(string model, string version)
    {
        var (rollout, fault) = _rollouts.GetValueOrDefault((model, version));
        return fault ?? (rollout?.State == RolloutState.Aborted ? $"its rollout '{rollout.Id}' was aborted" : null);
    }

    /// <summary>For a version that was taken already, and whose next step can wait.</summary>
    /// <returns>Why it should, of the last look; null where nothing speaks against it.</returns>
    public string? WhyWait(string model, string version) =>
        _rollouts.GetValueOrDefault((model, version)).Rollout is { } rollout && RolloutDecision.Of(rollout, device, moment()) is { Answer: RolloutAnswer.Later or RolloutAnswer.Paused } verdict ? verdict.Reason : null;

    /// <returns>Whether the version may be taken now; it is held where it may not.</returns>
    public bool MayBegin(string model, string version)
    {
        var at = moment();
        var (rollout, fault) = _rollouts.GetValueOrDefault((model, version));
        var verdict = rollout is null ? new RolloutVerdict(RolloutAnswer.Go, "") : RolloutDecision.Of(rollout, device, at);
        string? reason = fault ?? (verdict.Answer == RolloutAnswer.Go ? null : verdict.Reason);
        var held = new Dictionary<(string, string), HeldVersion>(_held);
        bool isNews = !held.Remove((model, version), out var before) || before.Reason != reason;
        // Who is not meant, or is too late for what was aborted, waits for nothing.
        if (reason is not null && verdict.Answer is not (RolloutAnswer.NotMeant or RolloutAnswer.Aborted))
            held[(model, version)] = new HeldVersion(model, version, rollout?.Id, reason, isNews ? at.Now : before!.Since);
        _held = held;
        return reason is null;
    }

    private static (Rollout?, string?) Read(TargetFile manifest)
    {
        try
        {
            return (RolloutReader.Read(manifest.Custom), null);
        }
        catch (TufException e)
        {
            return (null, $"its rollout is not understood: {e.Message}");
        }
    }
}
