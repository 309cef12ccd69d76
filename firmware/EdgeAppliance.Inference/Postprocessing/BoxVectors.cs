namespace EdgeAppliance.Inference.Postprocessing;

/// <param name="Count">One value: how many boxes there are.</param>
/// <param name="Boxes">The best of them, <see cref="Postprocessing.Boxes.ValuesPerBox"/> values each.</param>
internal sealed record BoxVectors(ResultVector Count, ResultVector Boxes);
