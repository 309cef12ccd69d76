namespace EdgeAppliance.Core.Pictures;

public enum PictureFormat
{
    /// <summary>One JPEG image.</summary>
    Jpeg,

    /// <summary>Four bytes for two points: brightness, blue, brightness, red (4:2:2); rows without a gap.</summary>
    Yuyv,
}
