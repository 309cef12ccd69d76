namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Records sent to an MQTT 5 broker as CloudEvents.</summary>
/// <param name="Topic">May hold <c>{device}</c>, <c>{pipeline}</c> and <c>{subject}</c>.</param>
internal sealed record MqttUplinkConfiguration(string Name, Uri Url, string Topic) : BrokerUplinkConfiguration(Name, "mqtt", Url);
