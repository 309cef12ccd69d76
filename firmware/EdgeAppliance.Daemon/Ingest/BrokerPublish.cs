namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Publishes to whoever has subscribed at the embedded broker. Never throws; at a broker that stops nothing arrives.</summary>
internal delegate void BrokerPublish(string topic, byte[] payload, bool retain);
