namespace EdgeAppliance.Core.Steps;

/// <param name="Hop">From one window's newest reading to the next one's; of the same kind as <paramref name="Size"/>.</param>
public sealed record WindowOptions(Extent Size, Extent Hop);
