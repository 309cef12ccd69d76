namespace EdgeAppliance.Core.Pictures;

public static class PictureFaultText
{
    /// <summary>As a clause behind "The last one: ".</summary>
    public static string Of(PictureFault fault) => fault switch
    {
        PictureFault.NoBytes => "the reading has no picture with it",
        PictureFault.UnknownFormat => "it is neither JPEG nor PNG nor WebP",
        PictureFault.TooLarge => "it has more pixels, or longer sides, than the step's limit",
        PictureFault.Truncated => "it ends before its pixels do",
        PictureFault.Damaged => "it is not what its first bytes say",
        PictureFault.DecoderFailed => "the process that decodes pictures ended, or took too long",
        PictureFault.NotBlurred => "the model that finds faces could not look at it",
        _ => "none",
    };

    public static string Remedy(PictureFault fault) => fault switch
    {
        PictureFault.NoBytes => "Let its source carry pictures: \"pictures\": true on a camera, \"format\": \"bytes\" on what devices send.",
        PictureFault.TooLarge => "Let the device send smaller pictures, or raise maxPixels of the step decode, or maxBytes of encode.",
        PictureFault.NotBlurred => "Install the model that the step blur names: 'edgectl models' says what is wrong with it. Until then nothing leaves.",
        _ => "Look at what the device sends; other pictures are taken all the same.",
    };
}
