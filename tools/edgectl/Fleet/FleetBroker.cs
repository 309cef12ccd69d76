using System.Buffers;
using System.Security.Cryptography.X509Certificates;
using System.Threading.Channels;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAppliance.Edgectl.Fleet;

/// <summary>Takes the reported state of all devices from a broker. A lost connection is made anew by whoever asks; the broker has the state retained.</summary>
internal sealed class FleetBroker : IAsyncDisposable
{
    private const string Filter = "edge/+/bundles";
    private const int WaitingMax = 100_000;
    private static readonly TimeSpan s_answer = TimeSpan.FromSeconds(10);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly Channel<(string Topic, byte[] Payload)> _got = Channel.CreateBounded<(string, byte[])>(new BoundedChannelOptions(WaitingMax) { SingleReader = true });
    private readonly MqttClientOptions _options;

    public FleetBroker(FleetBrokerOptions options)
    {
        bool encrypted = options.Url.Scheme == "mqtts";
        int port = options.Url.Port > 0 ? options.Url.Port : encrypted ? 8883 : 1883;
        var builder = new MqttClientOptionsBuilder().WithProtocolVersion(MqttProtocolVersion.V500).WithTcpServer(options.Url.IdnHost.Trim('[', ']'), port).WithCleanStart(true).WithTimeout(s_answer);
        if (options.User is { } user) builder.WithCredentials(user, options.Password ?? "");
        if (encrypted) builder.WithTlsOptions(tls => Encrypt(tls.UseTls(), options.AuthorityFile));
        _options = builder.Build();
        _client.ApplicationMessageReceivedAsync += async arrived =>
            await _got.Writer.WriteAsync((arrived.ApplicationMessage.Topic, arrived.ApplicationMessage.Payload.ToArray()));
    }

    public bool IsConnected => _client.IsConnected;

    /// <exception cref="IOException">The broker cannot be reached, or refuses.</exception>
    public async Task Connect(CancellationToken stop)
    {
        try
        {
            var answer = await _client.ConnectAsync(_options, stop);
            if (answer.ResultCode != MqttClientConnectResultCode.Success) throw new IOException($"the broker refused the connection: {answer.ResultCode} {answer.ReasonString}");
            var subscribed = await _client.SubscribeAsync(new MqttClientSubscribeOptionsBuilder().WithTopicFilter(Filter, MqttQualityOfServiceLevel.AtLeastOnce).Build(), stop);
            if (subscribed.Items.Any(item => (int)item.ResultCode >= 0x80)) throw new IOException($"the broker does not let this user read {Filter}");
        }
        catch (Exception e) when (e is MQTTnet.Exceptions.MqttCommunicationException || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new IOException($"no broker answers at {_options.ChannelOptions}: {e.GetBaseException().Message}", e);
        }
    }

    /// <returns>What has come since the last call, or comes within the wait; false where there was nothing.</returns>
    public async Task<bool> Take(FleetBoard board, TimeSpan wait, TimeProvider time, CancellationToken stop)
    {
        if (!_got.Reader.TryPeek(out _))
        {
            using var limit = new CancellationTokenSource(wait, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, stop);
            try
            {
                await _got.Reader.WaitToReadAsync(either.Token);
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                return false;
            }
        }
        while (_got.Reader.TryRead(out var message)) board.Take(message.Topic, message.Payload);
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_client.IsConnected) await _client.DisconnectAsync();
        _client.Dispose();
    }

    private static void Encrypt(MqttClientTlsOptionsBuilder tls, string? authority)
    {
        if (authority is null) return;
        var roots = new X509Certificate2Collection();
        roots.ImportFromPemFile(authority);
        tls.WithTrustChain(roots);
    }
}
