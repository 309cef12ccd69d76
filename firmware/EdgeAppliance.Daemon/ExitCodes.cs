namespace EdgeAppliance.Daemon;

/// <summary>What scripts and units rely on: never renumber.</summary>
internal static class ExitCodes
{
    public const int Stopped = 0;
    public const int BadConfiguration = 2;
    public const int NoState = 3;
}
