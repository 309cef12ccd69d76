using System.Buffers;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>The client's side of a connection to an MQTT broker, whatever is said over it.</summary>
internal sealed class BrokerClient : IDisposable
{
    /// <summary>What a broker that names no Receive Maximum takes: MQTT 5 section 3.2.2.3.3.</summary>
    private const int ReceiveMaximumStandard = 65535;

    /// <summary>Where the broker names no limit; the protocol's own is 256 MB.</summary>
    private const long PacketBytesStandard = 64 << 20;

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // The broker still answers, but what this side connected for is gone.
    private volatile bool _isGivenUp;

    /// <param name="received">Takes what the broker sends; must not block.</param>
    public BrokerClient(Action<MqttApplicationMessage>? received = null)
    {
        _client.DisconnectedAsync += OnDisconnected;
        if (received is null) return;
        _client.ApplicationMessageReceivedAsync += arrived =>
        {
            received(arrived.ApplicationMessage);
            return Task.CompletedTask;
        };
    }

    /// <inheritdoc cref="IUplinkLink.Lost"/>
    public Task<string> Lost => _lost.Task;

    /// <param name="make">Makes the options anew for each connection.</param>
    /// <param name="greet">What has to be done before it counts as a connection.</param>
    /// <exception cref="LinkException">There is no connection to be had.</exception>
    public async Task<LinkLimits> Connect(Func<(MqttClientOptions Options, ServerTrust? Trust)> make, Func<Task> greet, CancellationToken stop)
    {
        _lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _isGivenUp = false;
        ServerTrust? trust = null;
        try
        {
            (var options, trust) = make();
            // MQTTnet keeps its own timeout only where it is given no token.
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(options.Timeout);
            var answer = await _client.ConnectAsync(options, limit.Token).ConfigureAwait(false);
            if (answer.ResultCode != MqttClientConnectResultCode.Success) throw new LinkException($"the broker refused the connection: {answer.ResultCode} {answer.ReasonString}");
            await greet().ConfigureAwait(false);
            return Limits(answer);
        }
        catch (Exception failed) when (failed is not (LinkException or OutOfMemoryException) && !(failed is OperationCanceledException && stop.IsCancellationRequested))
        {
            throw new LinkException(trust?.Refusal ?? Innermost(failed), failed);
        }
    }

    public async Task Subscribe(IReadOnlyList<string> filters)
    {
        var options = new MqttClientSubscribeOptionsBuilder();
        foreach (string filter in filters) options.WithTopicFilter(filter, MqttQualityOfServiceLevel.AtLeastOnce);
        var answer = await _client.SubscribeAsync(options.Build(), CancellationToken.None).ConfigureAwait(false);
        foreach (var item in answer.Items)
            if ((int)item.ResultCode >= 0x80) throw new LinkException($"the broker refused the subscription of {item.TopicFilter.Topic}: {item.ResultCode}");
    }

    /// <exception cref="LinkException">The broker did not acknowledge it.</exception>
    public async Task Publish(MqttApplicationMessage message)
    {
        var answer = await _client.PublishAsync(message, CancellationToken.None).ConfigureAwait(false);
        if (!answer.IsSuccess) throw new LinkException($"the broker refused a message on {message.Topic}: {answer.ReasonCode} {answer.ReasonString}");
    }

    /// <summary>As <see cref="Publish"/>, with one kind of exception for everything that goes wrong.</summary>
    public async Task Send(MqttApplicationMessage message)
    {
        try
        {
            await Publish(message).ConfigureAwait(false);
        }
        catch (Exception failed) when (failed is MqttCommunicationException or OperationCanceledException or ObjectDisposedException or InvalidOperationException)
        {
            throw new LinkException(Innermost(failed), failed);
        }
    }

    /// <summary>Gives the connection up though the broker still answers.</summary>
    public void GiveUp(string why)
    {
        _isGivenUp = true;
        _lost.TrySetResult(why);
    }

    /// <param name="farewell">Said before, where the broker still listens.</param>
    public async Task Close(Func<Task> farewell)
    {
        try
        {
            if (!_client.IsConnected) return;
            bool isWell = _isGivenUp || !_lost.Task.IsCompleted;
            if (isWell) await farewell().ConfigureAwait(false);
            var reason = isWell ? MqttClientDisconnectOptionsReason.NormalDisconnection : MqttClientDisconnectOptionsReason.DisconnectWithWillMessage;
            await _client.DisconnectAsync(new MqttClientDisconnectOptions { Reason = reason }).ConfigureAwait(false);
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

    private static LinkLimits Limits(MqttClientConnectResult answer) => new(
        answer.ReceiveMaximum is { } receive and > 0 ? receive : ReceiveMaximumStandard,
        answer.MaximumPacketSize is { } bytes and > 0 ? bytes : PacketBytesStandard);

    private static string Innermost(Exception failed)
    {
        while (failed.InnerException is { } inner) failed = inner;
        return failed is OperationCanceledException ? "the broker did not answer in time" : failed.Message;
    }
}
