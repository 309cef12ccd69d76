using System.Text.Json;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace EdgeAppliance.Demo.Cloud;

/// <summary>The application in the cloud: takes every record from the broker into a ledger, and connects again when the broker comes back.</summary>
internal sealed class CloudRecorder : IAsyncDisposable
{
    public const string ClientId = "cloud-recorder";
    private static readonly TimeSpan Retry = TimeSpan.FromMilliseconds(200);
    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly CancellationTokenSource _stop = new();
    private readonly MqttClientOptions _options;
    private readonly TimeProvider _time;
    private readonly Lock _lock = new();
    private readonly Task _running;

    public CloudRecorder(int port, TimeProvider time)
    {
        _time = time;
        _options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId(ClientId).WithCleanStart(false).WithSessionExpiryInterval(3600)
            .WithProtocolVersion(MQTTnet.Formatter.MqttProtocolVersion.V500).Build();
        _client.ApplicationMessageReceivedAsync += Take;
        _running = StayConnected();
    }

    public DeliveryLedger Ledger { get; } = new();

    public int Unreadable { get; private set; }

    /// <summary>What was wrong with the last one that could not be read.</summary>
    public string? WhyUnreadable { get; private set; }

    public bool IsConnected => _client.IsConnected;

    /// <summary>Called with each record, under the recorder's lock.</summary>
    public event Action<CloudRecord, DateTimeOffset>? Received;

    /// <summary>Reads the ledger while no record comes in.</summary>
    public T Look<T>(Func<DeliveryLedger, T> look)
    {
        lock (_lock) return look(Ledger);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _running;
        _client.Dispose();
        _stop.Dispose();
    }

    private Task Take(MqttApplicationMessageReceivedEventArgs message)
    {
        // The appliance's own status stands beside its records and is none.
        if (message.ApplicationMessage.Topic.EndsWith("/status", StringComparison.Ordinal)) return Task.CompletedTask;
        lock (_lock)
        {
            try
            {
                foreach (var record in CloudRecordReader.Read(message.ApplicationMessage.Payload))
                {
                    Ledger.Add(record);
                    Received?.Invoke(record, _time.GetUtcNow());
                }
            }
            catch (Exception e) when (e is JsonException or FormatException)
            {
                Unreadable++;
                WhyUnreadable = e.Message;
            }
        }
        return Task.CompletedTask;
    }

    private async Task StayConnected()
    {
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                if (!_client.IsConnected) await Connect();
                await Task.Delay(Retry, _time, _stop.Token);
            }
            catch (MqttCommunicationException)
            {
                await Task.Delay(Retry, _time, CancellationToken.None);
            }
            catch (OperationCanceledException)
            {
                // Asked to stop, or the broker did not answer in time: the loop's condition tells which.
            }
        }
    }

    private async Task Connect()
    {
        await _client.ConnectAsync(_options, _stop.Token);
        await _client.SubscribeAsync("edge/+/+", MqttQualityOfServiceLevel.AtLeastOnce, _stop.Token);
    }
}
