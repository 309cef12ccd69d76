namespace EdgeAppliance.Daemon.Updates.Trials;

/// <summary>What is to become of a version on trial.</summary>
/// <param name="Reason">Why it is rolled back; or what a committed version's trial could not show; else null.</param>
/// <param name="Blocks">Whether the version itself is to blame.</param>
internal sealed record TrialVerdict(TrialDecision Decision, string? Reason = null, bool Blocks = false)
{
    public static TrialVerdict GoOn { get; } = new(TrialDecision.GoOn);
}
