namespace EdgeAppliance.Core.Steps.Reduction;

/// <param name="Channels">Whose values are compared; empty for all.</param>
/// <param name="SameTime">Readings of different times are never the same.</param>
/// <param name="KeysMax">Different readings that are remembered; the oldest make room.</param>
internal sealed record DedupeOptions(IReadOnlyList<string> Channels, long WithinUs, bool SameTime, int KeysMax);
