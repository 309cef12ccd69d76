namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>A CONNECT packet (section 3.1 of MQTT 3.1.1 and 5).</summary>
/// <param name="ClientId">Empty where the client leaves its name to the broker.</param>
/// <param name="CleanStart">Clean session before version 5.</param>
internal sealed record MqttConnect(MqttVersion Version, string ClientId, bool CleanStart)
{
    public ushort KeepAliveSeconds { get; init; }

    public string? UserName { get; init; }

    public ReadOnlyMemory<byte> Password { get; init; }

    public LastWill? Will { get; init; }

    /// <summary>How long the session outlives the connection; <see cref="uint.MaxValue"/> for ever.</summary>
    public uint SessionExpirySeconds { get; init; }

    /// <summary>Publishes above QoS 0 that the client takes without having acknowledged them.</summary>
    public ushort ReceiveMaximum { get; init; } = ushort.MaxValue;

    /// <summary>Bytes of a packet that the client takes.</summary>
    public uint PacketBytesMax { get; init; } = uint.MaxValue;

    public ushort TopicAliasMaximum { get; init; }

    /// <summary>False where it wants no reason strings.</summary>
    public bool WantsReasons { get; init; } = true;

    /// <summary>Another way to authenticate; null for none.</summary>
    public string? Method { get; init; }

    /// <summary>What is said by that way.</summary>
    public ReadOnlyMemory<byte> MethodData { get; init; }
}
