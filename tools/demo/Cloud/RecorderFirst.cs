using MQTTnet;
using MQTTnet.Packets;
using MQTTnet.Protocol;
using MQTTnet.Server;

namespace EdgeAppliance.Demo.Cloud;

/// <summary>Turns everyone away until the recorder has subscribed; when the broker stops, first everyone but the recorder has to go,
/// and the recorder gets what is left. The embedded broker forgets its sessions when it stops; without this it would have
/// acknowledged records that nobody took.</summary>
internal sealed class RecorderFirst
{
    private static readonly TimeSpan s_between = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    private readonly MqttServer _server;
    private readonly Lock _lock = new();
    private readonly HashSet<ushort> _unacknowledged = [];
    private volatile bool _isOpen;

    public RecorderFirst(MqttServer server)
    {
        _server = server;
        server.ValidatingConnectionAsync += connecting =>
        {
            if (!_isOpen && connecting.ClientId != CloudRecorder.ClientId) connecting.ReasonCode = MqttConnectReasonCode.ServerUnavailable;
            return Task.CompletedTask;
        };
        server.ClientSubscribedTopicAsync += subscribed =>
        {
            if (subscribed.ClientId == CloudRecorder.ClientId) _isOpen = true;
            return Task.CompletedTask;
        };
        server.InterceptingOutboundPacketAsync += sent => Count(sent.ClientId, sent.Packet);
        server.InterceptingInboundPacketAsync += got => Count(got.ClientId, got.Packet);
    }

    /// <summary>Done once the recorder has everything that the broker has acknowledged.</summary>
    public async Task Close(TimeProvider time)
    {
        _isOpen = false;
        foreach (var client in await _server.GetClientsAsync())
            if (client.Id != CloudRecorder.ClientId) await client.DisconnectAsync(new MqttServerClientDisconnectOptionsBuilder().Build());
        long since = time.GetTimestamp();
        while (!await RecorderHasAll() && time.GetElapsedTime(since) < s_patience) await Task.Delay(s_between, time, CancellationToken.None);
    }

    private async Task<bool> RecorderHasAll()
    {
        foreach (var session in await _server.GetSessionsAsync())
            if (session.Id == CloudRecorder.ClientId && session.PendingApplicationMessagesCount > 0) return false;
        lock (_lock) return _unacknowledged.Count == 0;
    }

    private Task Count(string client, MqttPacket packet)
    {
        if (client != CloudRecorder.ClientId) return Task.CompletedTask;
        lock (_lock)
        {
            if (packet is MqttPublishPacket { QualityOfServiceLevel: MqttQualityOfServiceLevel.AtLeastOnce } publish) _unacknowledged.Add(publish.PacketIdentifier);
            if (packet is MqttPubAckPacket acknowledged) _unacknowledged.Remove(acknowledged.PacketIdentifier);
        }
        return Task.CompletedTask;
    }
}
