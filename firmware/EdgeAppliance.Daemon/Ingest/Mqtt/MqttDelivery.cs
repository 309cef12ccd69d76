using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>A message for one client. Its session's lock guards it.</summary>
internal sealed class MqttDelivery(MqttMessage message, int qos, bool retain)
{
    private const int BytesBeside = 96;

    public MqttMessage Message => message;

    public int Qos => qos;

    public bool Retain => retain;

    public uint[] SubscriptionIds { get; init; } = [];

    /// <summary>0 at QoS 0.</summary>
    public ushort PacketId { get; set; }

    /// <summary>Where the store has it; 0 where it has not.</summary>
    public long Key { get; set; }

    /// <summary>It may have been sent, on an earlier connection too.</summary>
    public bool WasSent { get; set; }

    /// <summary>Must not be told yet (<see cref="MqttTogether"/>).</summary>
    public bool IsHeld { get; set; }

    /// <summary>At QoS 2 the client has it (PUBREC), and is told to forget its packet id.</summary>
    public bool IsReleased { get; set; }

    /// <summary>Done once it is on stable storage that it is released; before, the client must not be told.</summary>
    public Task Released { get; set; } = Task.CompletedTask;

    /// <summary>Released, and not told so before that is on stable storage.</summary>
    public bool IsBeingReleased => IsReleased && !Released.IsCompletedSuccessfully;

    /// <summary>Whether the device may not be told it any more. What it has already it is let forget.</summary>
    public bool IsWithheldBy(TopicAcl acl) => !IsReleased && !acl.MaySubscribe(message.Topic);

    /// <summary>What it takes of memory, in bytes, about; its message counts for each client.</summary>
    public int Bytes => BytesBeside + message.Bytes;
}
