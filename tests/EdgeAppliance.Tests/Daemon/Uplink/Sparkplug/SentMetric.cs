using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Tests.Daemon.Uplink.Sparkplug;

internal sealed record SentMetric(string Name, ulong? Alias, SparkplugDataType Type, double? Number, string Text, bool IsHistorical, ulong? TimestampMs);
