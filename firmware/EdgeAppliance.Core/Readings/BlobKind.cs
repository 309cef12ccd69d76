namespace EdgeAppliance.Core.Readings;

/// <summary>What the bytes beside a reading are. The numbers are stored.</summary>
public enum BlobKind : byte
{
    /// <summary>As a device sent them: an encoded picture, a text; their first bytes tell.</summary>
    Bytes = 0,

    /// <summary>Pixels, four bytes for two of them: brightness, blue, brightness, red (4:2:2); rows without a gap.</summary>
    Yuyv = 1,
}
