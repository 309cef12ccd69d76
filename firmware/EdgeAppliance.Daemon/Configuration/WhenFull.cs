namespace EdgeAppliance.Daemon.Configuration;

/// <summary>What happens to a record for which there is no room.</summary>
internal enum WhenFull
{
    DropOldest,
    DropLowestPriority,
    Block,
    Refuse,
}
