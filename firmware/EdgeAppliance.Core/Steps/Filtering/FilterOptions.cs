namespace EdgeAppliance.Core.Steps.Filtering;

/// <param name="Channels">Channels that are filtered; empty for all.</param>
/// <param name="Make">Makes the filter of one channel.</param>
internal sealed record FilterOptions(IReadOnlyList<string> Channels, Func<ChannelFilter> Make);
