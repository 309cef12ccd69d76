namespace EdgeAppliance.Daemon.Updates.Trials;

internal enum TrialDecision
{
    GoOn,

    /// <summary>Too little came in its time: it may go on for as long as a trial may at most.</summary>
    Extend,
    Commit,
    RollBack,
}
