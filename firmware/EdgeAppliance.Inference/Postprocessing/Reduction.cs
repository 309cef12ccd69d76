namespace EdgeAppliance.Inference.Postprocessing;

/// <summary>How many values become one.</summary>
internal enum Reduction
{
    Mean,
    Max,
    Min,
    Sum,
    Last,
}
