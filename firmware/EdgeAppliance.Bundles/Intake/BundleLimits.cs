namespace EdgeAppliance.Bundles.Intake;

/// <summary>What is taken in as one bundle; more is refused.</summary>
/// <param name="BytesMax">Of all files together; of an archive, of all that it unpacks to.</param>
public sealed record BundleLimits(int FilesMax, long BytesMax)
{
    /// <summary>What must be left free where it is unpacked, for the readings and records that matter more.</summary>
    public long FreeBytesMin { get; init; } = 64L << 20;

    public static BundleLimits Standard { get; } = new(1024, 512L << 20);
}
