using EdgeAppliance.Core.Steps.Filtering;

namespace EdgeAppliance.Core.Steps.Timing;

/// <param name="MaxGapUs">Readings further apart are not bridged.</param>
/// <param name="AntiAlias">The low-pass that each channel goes through first; null for none.</param>
internal sealed record ResampleOptions(TimeGrid Grid, ResampleMethod Method, long MaxGapUs, Biquad[]? AntiAlias);
