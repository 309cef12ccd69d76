namespace EdgeAppliance.Core.Steps;

/// <summary>output = input × <paramref name="Scale"/> + <paramref name="Offset"/>.</summary>
public sealed record ChannelConversion(string Channel, double Scale, double Offset);
