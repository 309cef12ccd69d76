namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>The outputs of one of YuNet's grids.</summary>
/// <param name="Boxes">Four values a place.</param>
internal sealed record YunetLevel(int Stride, ResultVector Classes, ResultVector Objects, ResultVector Boxes);
