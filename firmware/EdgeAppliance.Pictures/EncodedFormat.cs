namespace EdgeAppliance.Pictures;

/// <summary>The formats that are taken. The native codec knows more; it is never given them.</summary>
internal enum EncodedFormat
{
    Jpeg,
    Png,
    WebP,
}
