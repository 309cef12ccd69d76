namespace EdgeAppliance.Daemon.Uplink;

/// <summary>What the broker publishes once the client is gone without a word.</summary>
internal sealed record MqttWill(string Topic, byte[] Payload, bool Retain);
