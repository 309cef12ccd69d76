namespace EdgeAppliance.Inference.Steps;

/// <summary>How what must not be seen is hidden.</summary>
internal enum BlurMethod
{
    /// <summary>A few large squares, each of the mean colour of what it covers.</summary>
    Pixelate,

    /// <summary>Grey, which says nothing of what it covers.</summary>
    Fill,
}
