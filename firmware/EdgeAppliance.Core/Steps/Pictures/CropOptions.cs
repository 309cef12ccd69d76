namespace EdgeAppliance.Core.Steps.Pictures;

/// <param name="Square">The largest square in the middle; the rest counts for nothing then.</param>
/// <param name="X">The left edge, as a part of the width, as <paramref name="Width"/> is.</param>
public sealed record CropOptions(bool Square, double X, double Y, double Width, double Height);
