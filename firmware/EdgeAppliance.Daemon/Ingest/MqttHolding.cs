using MQTTnet.Formatter;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>Holds back the acknowledgements that MQTTnet sends until the readings that they are for are stored. A reading that cannot be
/// stored is answered with a reason code (5), or the connection is closed (3.1.1).</summary>
internal sealed class MqttHolding(MqttServer server, MqttIntake intake)
{
    public Task OnOutbound(InterceptingPacketEventArgs e)
    {
        ushort packetId;
        if (e.Packet is MqttPubAckPacket ack) packetId = ack.PacketIdentifier;
        else if (e.Packet is MqttPubRecPacket received) packetId = received.PacketIdentifier;
        else return Task.CompletedTask;
        if (e.SessionItems[MqttBroker.SessionKey] is not MqttSession session || !session.TryTake(packetId, out var waiting)) return Task.CompletedTask;
        return waiting.Stored.IsCompletedSuccessfully ? Task.CompletedTask : HoldBack(e, session, waiting);
    }

    private async Task HoldBack(InterceptingPacketEventArgs e, MqttSession session, MqttSession.Waiting waiting)
    {
        await waiting.Stored.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (waiting.Stored.IsCompletedSuccessfully) return;
        bool closes = session.Version != MqttProtocolVersion.V500;
        intake.Unstored(waiting.Source, waiting.Stored, e.ClientId, closes);
        if (!closes)
        {
            if (e.Packet is MqttPubAckPacket ack) ack.ReasonCode = MqttPubAckReasonCode.UnspecifiedError;
            else if (e.Packet is MqttPubRecPacket received) received.ReasonCode = MqttPubRecReasonCode.UnspecifiedError;
            return;
        }
        e.ProcessPacket = false;
        await server.DisconnectClientAsync(e.ClientId, new MqttServerClientDisconnectOptions());
    }
}
