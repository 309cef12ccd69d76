namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What of a publish matters beside its topic.</summary>
/// <param name="packetId">0 at QoS 0.</param>
/// <param name="isResent">The client says that it sent this before (DUP).</param>
internal readonly ref struct ArrivedPublish(ushort packetId, bool isResent, ReadOnlySpan<byte> payload)
{
    public ushort PacketId { get; } = packetId;

    public bool IsResent { get; } = isResent;

    public ReadOnlySpan<byte> Payload { get; } = payload;
}
