using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Trials;

namespace EdgeAppliance.Daemon.Updates.Sets;

/// <summary>A member of the set that is on trial.</summary>
/// <param name="Trial">Null where there was no version before it to try it beside.</param>
/// <param name="Started">A timestamp, as the clock may jump.</param>
internal sealed record MemberTrial(LoadedModel Candidate, ModelTrial? Trial, long Started)
{
    public string Model => Candidate.Manifest.Name;
}
