namespace EdgeAppliance.Core.Steps;

/// <summary>output = (input - <paramref name="Mean"/>) / <paramref name="Std"/>.</summary>
public sealed record ChannelNorm(string Channel, double Mean, double Std);
