using System.Buffers;
using EdgeAppliance.Daemon.Configuration;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>A connection to an MQTT 5 broker, with the appliance's retained status and its last will on <c>edge/{device}/status</c>.</summary>
internal sealed class MqttLink : IUplinkLink, IDisposable
{
    /// <summary>What a broker that names no Receive Maximum takes: MQTT 5 section 3.2.2.3.3.</summary>
    private const int ReceiveMaximumStandard = 65535;

    /// <summary>Where the broker names no limit; the protocol's own is 256 MB.</summary>
    private const long PacketBytesStandard = 64 << 20;

    private readonly MqttUplinkConfiguration _configuration;
    private readonly string _device;
    private readonly Func<DateTimeOffset> _now;
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <param name="now">The time that certificates are checked against.</param>
    public MqttLink(MqttUplinkConfiguration configuration, string device, Func<DateTimeOffset> now)
    {
        _configuration = configuration;
        _now = now;
        _device = device;
        _client.DisconnectedAsync += OnDisconnected;
    }

    public Task<string> Lost => _lost.Task;

    public async Task<LinkLimits> Connect(CancellationToken stop)
    {
        _lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        ServerTrust? trust = null;
        try
        {
            var options = MqttLinkOptions.Make(_configuration, _device, _now, out trust);
            // MQTTnet keeps its own timeout only where it is given no token.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(options.Timeout);
            var answer = await _client.ConnectAsync(options, limit.Token).ConfigureAwait(false);
            if (answer.ResultCode != MqttClientConnectResultCode.Success) throw new LinkException($"the broker refused the connection: {answer.ResultCode} {answer.ReasonString}");
            await PublishStatus(online: true).ConfigureAwait(false);
            return Limits(answer);
        }
        catch (Exception failed) when (failed is not (LinkException or OutOfMemoryException) && !(failed is OperationCanceledException && stop.IsCancellationRequested))
        {
            throw new LinkException(trust?.Refusal ?? Innermost(failed), failed);
        }
    }

    public async Task Send(string topic, ReadOnlyMemory<byte> payload)
    {
        try
        {
            await Publish(topic, payload, retain: false).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is MqttCommunicationException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            throw new LinkException(Innermost(failed), failed);
        }
    }

    public async Task Close()
    {
        try
        {
            if (_client.IsConnected && !_lost.Task.IsCompleted)
            {
                await PublishStatus(online: false).ConfigureAwait(false);
                await _client.DisconnectAsync(new MqttClientDisconnectOptions()).ConfigureAwait(false);
            }
            else if (_client.IsConnected)
            {
                await _client.DisconnectAsync(new MqttClientDisconnectOptions { Reason = MqttClientDisconnectOptionsReason.DisconnectWithWillMessage }).ConfigureAwait(false);
            }
        }
        catch (Exception failed) when (failed is MqttCommunicationException or OperationCanceledException or LinkException or IOException or InvalidOperationException)
        {
            // The link is gone already, which is all that closing wants.
        }
    }

    public void Dispose() => _client.Dispose();

    private Task OnDisconnected(MqttClientDisconnectedEventArgs gone)
    {
        _lost.TrySetResult(gone.Exception is { } failed ? Innermost(failed) : $"the broker closed the connection: {gone.ReasonString ?? gone.Reason.ToString()}");
        return Task.CompletedTask;
    }

    private Task PublishStatus(bool online) =>
        Publish(MqttLinkOptions.StatusTopic(_device), online ? MqttLinkOptions.Online : MqttLinkOptions.Offline, retain: true);

    private async Task Publish(string topic, ReadOnlyMemory<byte> payload, bool retain)
    {
        var message = new MqttApplicationMessage
        {
            Topic = topic,
            Payload = new ReadOnlySequence<byte>(payload),
            QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
            Retain = retain,
            ContentType = "application/cloudevents+json",
        };
        var answer = await _client.PublishAsync(message, CancellationToken.None).ConfigureAwait(false);
        if (!answer.IsSuccess) throw new LinkException($"the broker refused a message on {topic}: {answer.ReasonCode} {answer.ReasonString}");
    }

    private static LinkLimits Limits(MqttClientConnectResult answer) => new(
        answer.ReceiveMaximum is { } receive and > 0 ? receive : ReceiveMaximumStandard,
        answer.MaximumPacketSize is { } bytes and > 0 ? bytes : PacketBytesStandard);

    private static string Innermost(Exception failed)
    {
        while (failed.InnerException is { } inner) failed = inner;
        return failed is OperationCanceledException ? "the broker did not answer in time" : failed.Message;
    }
}
