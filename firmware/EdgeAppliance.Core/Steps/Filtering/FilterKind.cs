namespace EdgeAppliance.Core.Steps.Filtering;

internal enum FilterKind
{
    Median,
    Hampel,
    Lowpass,
    Highpass,
    Bandpass,
    Kalman,
}
