namespace EdgeAppliance.Bundles.Intake;

/// <summary>What is taken in as one bundle; more is refused.</summary>
/// <param name="BytesMax">Of all files together; of an archive, of all that it unpacks to.</param>
public sealed record BundleLimits(int FilesMax, long BytesMax)
{
    public static BundleLimits Standard { get; } = new(1024, 512L << 20);
}
