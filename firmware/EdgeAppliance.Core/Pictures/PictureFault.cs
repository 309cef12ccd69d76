namespace EdgeAppliance.Core.Pictures;

/// <summary>Why bytes did not become a picture.</summary>
public enum PictureFault
{
    None,

    /// <summary>A reading without bytes.</summary>
    NoBytes,

    /// <summary>Neither JPEG nor PNG nor WebP, by the bytes that they begin with.</summary>
    UnknownFormat,

    /// <summary>More pixels, or longer sides, than the limit; nothing was decoded.</summary>
    TooLarge,

    /// <summary>It ends before its pixels do.</summary>
    Truncated,

    /// <summary>It is not what its beginning says.</summary>
    Damaged,

    /// <summary>The process that decodes ended, or took too long.</summary>
    DecoderFailed,

    /// <summary>The model that finds what must not be seen could not look.</summary>
    NotBlurred,
}
