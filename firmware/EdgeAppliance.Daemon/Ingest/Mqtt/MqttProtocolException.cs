namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>A client broke the protocol or a limit, so that its connection must end.</summary>
internal sealed class MqttProtocolException(MqttReason reason, string message) : Exception(message)
{
    public MqttReason Reason => reason;

    public static MqttProtocolException Malformed(string message) => new(MqttReason.Malformed, message);

    public static MqttProtocolException Error(string message) => new(MqttReason.ProtocolError, message);
}
