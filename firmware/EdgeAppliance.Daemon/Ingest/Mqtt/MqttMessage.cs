using System.Text;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>An application message on its way to whoever has subscribed; it does not change.</summary>
/// <param name="Qos">That it was published with, 0 to 2.</param>
/// <param name="Payload">Not to be changed.</param>
internal sealed record MqttMessage(string Topic, byte[] Payload, int Qos)
{
    /// <summary>To be retained.</summary>
    public bool Retain { get; init; }

    /// <summary>The properties of version 5 that are handed on as they came (section 3.3.2.3), without the others.</summary>
    public byte[] Properties { get; init; } = [];

    /// <summary>How long it is of use, in seconds from when it came; 0 for ever.</summary>
    public uint ExpirySeconds { get; init; }

    /// <summary>By the clock that is never set, in ms, when it is of use no more; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresAtMs { get; init; } = long.MaxValue;

    /// <summary>What it takes of memory, in bytes, about.</summary>
    public int Bytes => 128 + 2 * Topic.Length + Payload.Length + Properties.Length;

    /// <summary>Section 3.3.2.3.6; empty where there is none.</summary>
    public ReadOnlySpan<byte> CorrelationData
    {
        get
        {
            var reader = new MqttPropertyReader(Properties);
            while (reader.Next())
                if (reader.Id == MqttProperty.CorrelationData) return reader.Bytes;
            return default;
        }
    }

    /// <summary>The appliance's own, in JSON.</summary>
    public static MqttMessage Json(string topic, byte[] payload, int qos, string? responseTopic = null, ReadOnlySpan<byte> correlation = default)
    {
        var properties = MqttBytes.Rent();
        properties.U8((byte)MqttProperty.ContentType);
        properties.Text("application/json");
        if (responseTopic is not null)
        {
            properties.U8((byte)MqttProperty.ResponseTopic);
            properties.Text(responseTopic);
            properties.U8((byte)MqttProperty.CorrelationData);
            properties.Binary(correlation);
        }
        var message = new MqttMessage(topic, payload, qos) { Properties = properties.Written.ToArray() };
        properties.Return();
        return message;
    }

    public override string ToString() => $"{Topic}: {Encoding.UTF8.GetString(Payload)}";
}
