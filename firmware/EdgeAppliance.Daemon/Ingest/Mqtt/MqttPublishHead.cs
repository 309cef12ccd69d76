namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What a connection makes of a message before it is sent.</summary>
/// <param name="Alias">Stands for the topic from now on, or already; 0 for none.</param>
/// <param name="OmitsTopic">The alias stands for it already.</param>
/// <param name="IsResent">It may have been sent before.</param>
internal readonly record struct MqttPublishHead(bool IsVersion5, int Alias, bool OmitsTopic, bool IsResent, long NowMs);
