namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A source whose devices are named by where they send: MQTT topics, CoAP paths.</summary>
internal interface INamedSource
{
    /// <returns>False where the topic or path is not this source's. The device is null where it names none, or one too many.</returns>
    bool TryResolve(string topic, out DeviceStream? device);
}
