namespace EdgeAppliance.Core.Steps.Pictures;

/// <param name="As">Its name in the record.</param>
/// <param name="Quality">From 1 to 100.</param>
/// <param name="BytesMax">Of the JPEG; its record has a third more.</param>
public sealed record EncodeOptions(string As, int Quality, int BytesMax)
{
    /// <summary>Three quarters of what a record may have, and room for what else it says.</summary>
    public const int BytesCeiling = 720_000;
}
