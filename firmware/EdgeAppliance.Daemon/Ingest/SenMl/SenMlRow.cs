using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest.SenMl;

/// <summary>The numbers of a pack that have one time.</summary>
internal sealed record SenMlRow(ChannelSet Channels, long TimeUs, double[] Values);
