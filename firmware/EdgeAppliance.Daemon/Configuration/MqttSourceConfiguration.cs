namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Readings that devices publish to the embedded broker.</summary>
/// <param name="Topic">A topic filter of MQTT; the level that its first <c>+</c> stands for names the device.</param>
/// <param name="Map">Channel name to the dotted path of a number in the payload; empty takes every top-level number.</param>
/// <param name="TimeField">Dotted path of the reading's time (milliseconds since 1970, or RFC 3339), or null to use the time of arrival.</param>
internal sealed record MqttSourceConfiguration(
    string Name, bool Durable, string Topic, IReadOnlyDictionary<string, string> Map, string? TimeField) : SourceConfiguration(Name, "mqtt", Durable);
