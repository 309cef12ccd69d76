using System.Globalization;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace EdgeAppliance.Demo.Devices;

/// <summary>A device on the site. It numbers its readings, <c>{"seq": 7, "temp": 21.5}</c>, and publishes each at QoS 1, over as many
/// connections as it takes, until that one is acknowledged.</summary>
/// <param name="port">Where the appliance's broker listens now.</param>
internal sealed class Device(string name, Func<int> port, Random random, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private long _acknowledged;
    private long _resent;

    public string Name => name;

    /// <summary>Readings for which the appliance has taken over; they are numbered from 1 to this.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Readings that had to be sent again, because no acknowledgement came.</summary>
    public long Resent => Volatile.Read(ref _resent);

    /// <param name="finish">Ends it once the reading that is on its way is acknowledged.</param>
    /// <param name="abandon">Ends it at once.</param>
    public async Task Run(TimeSpan every, CancellationToken finish, CancellationToken abandon)
    {
        using var beat = new PeriodicTimer(every, time);
        double temperature = 20;
        while (!finish.IsCancellationRequested && await beat.WaitForNextTickAsync(abandon))
        {
            temperature += random.NextDouble() - 0.5;
            var message = Reading(_acknowledged + 1, temperature);
            bool again = false;
            for (; !await TryPublish(message, abandon); again = true) await Task.Delay(s_retry, time, abandon);
            if (again) Volatile.Write(ref _resent, _resent + 1);
            Volatile.Write(ref _acknowledged, _acknowledged + 1);
        }
    }

    public void Dispose() => _client.Dispose();

    private MqttApplicationMessage Reading(long sequence, double temperature) => new MqttApplicationMessageBuilder()
        .WithTopic($"site/{name}/telemetry")
        .WithPayload(string.Create(CultureInfo.InvariantCulture, $"{{\"seq\": {sequence}, \"temp\": {temperature:F2}}}"))
        .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();

    private async Task<bool> TryPublish(MqttApplicationMessage message, CancellationToken abandon)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        limit.CancelAfter(s_patience);
        try
        {
            if (!_client.IsConnected) await _client.ConnectAsync(Options(), limit.Token);
            return (await _client.PublishAsync(message, limit.Token)).IsSuccess;
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException or IOException)
        {
            abandon.ThrowIfCancellationRequested();
            return false;
        }
    }

    private MqttClientOptions Options() => new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port()).WithClientId(name).Build();
}
