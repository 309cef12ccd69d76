namespace EdgeAppliance.Core.Steps;

public sealed record ConvertOptions(IReadOnlyList<ChannelConversion> Channels);
