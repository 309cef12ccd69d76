namespace EdgeAppliance.Daemon;

/// <summary>What scripts and units rely on: never renumber.</summary>
internal static class ExitCodes
{
    public const int Stopped = 0;

    /// <summary>A check of <c>--self-test</c> did.</summary>
    public const int Failed = 1;
    public const int BadConfiguration = 2;
    public const int NoState = 3;
}
