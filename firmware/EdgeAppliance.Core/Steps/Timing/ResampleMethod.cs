namespace EdgeAppliance.Core.Steps.Timing;

internal enum ResampleMethod
{
    Linear,
    Previous,
    Mean,
}
