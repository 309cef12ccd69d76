namespace EdgeAppliance.Core.Steps.Timing;

/// <summary>Where one channel of the joined readings comes from.</summary>
internal sealed record AlignInput(string Name, string Device, string Channel);
