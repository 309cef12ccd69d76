namespace EdgeAppliance.Core.Steps;

/// <summary>What no step's configuration may exceed.</summary>
public static class StepLimits
{
    public const int ChannelsMax = 1024;

    /// <summary>Chains of steps that one device's readings may be split into.</summary>
    public const int BranchesMax = 64;

    public const int WindowRowsMax = 65_536;

    /// <summary>Values that one step keeps of one device: 8 MiB.</summary>
    public const int ValuesMax = 1 << 20;
}
