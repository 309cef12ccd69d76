namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Takes what the store had, at the start. Each says whether it was of use; what is not is deleted.</summary>
internal interface IMqttStateTaker
{
    bool TakeSession(MqttStoredSession session);

    bool TakeDelivery(long session, MqttDelivery delivery);

    bool TakeReceived(long session, ushort packetId, bool isTaken);

    bool TakeRetained(long key, MqttMessage message);

    /// <param name="device">Whose it is; empty where everybody was taken.</param>
    bool TakeWill(long session, string device, LastWill will);
}
