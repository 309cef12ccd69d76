namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>How <c>edgectl provision apply</c> ends: never renumber.</summary>
internal static class ProvisionCodes
{
    /// <summary>Everything is taken over, or there was nothing to.</summary>
    public const int Done = ExitCodes.Done;

    /// <summary>It could not be done now, and is tried again at the next start.</summary>
    public const int Failed = ExitCodes.Failed;

    /// <summary>What is on the FAT partition is wrong; it was left there with a report.</summary>
    public const int Refused = 3;

    /// <summary>All is done but what had to be written on the FAT partition: provision.json may still be there.</summary>
    public const int FatNotWritten = 4;
}
