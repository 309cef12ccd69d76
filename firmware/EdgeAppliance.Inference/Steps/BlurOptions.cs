namespace EdgeAppliance.Inference.Steps;

/// <param name="Margin">How much wider than its box a face is taken to be, on each side, as a part of the box.</param>
/// <param name="As">The channel that says how many were hidden.</param>
internal sealed record BlurOptions(BlurMethod Method, double Margin, string As);
