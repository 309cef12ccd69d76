using System.Globalization;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace EdgeAppliance.Demo.Devices;

/// <summary>A device on the site. It numbers its readings, <c>{"seq": 7, "temp": 21.5}</c>, gathers some and publishes them together at
/// QoS 1, in order, again and over as many connections as it takes, until each is acknowledged.</summary>
/// <param name="port">Where the appliance's broker listens now.</param>
internal sealed class Device(string name, Func<int> port, Random random, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_retry = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(3);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private double _temperature = 20;
    private long _acknowledged;
    private long _resent;

    public string Name => name;

    /// <summary>Readings for which the appliance has taken over; they are numbered from 1 to this.</summary>
    public long Acknowledged => Volatile.Read(ref _acknowledged);

    /// <summary>Readings that had to be sent again, because no acknowledgement came.</summary>
    public long Resent => Volatile.Read(ref _resent);

    /// <param name="burst">Readings that are sent together.</param>
    /// <param name="finish">Ends it once the readings that are on their way are acknowledged.</param>
    /// <param name="abandon">Ends it at once.</param>
    public async Task Run(int burst, TimeSpan every, CancellationToken finish, CancellationToken abandon)
    {
        using var beat = new PeriodicTimer(every, time);
        while (!finish.IsCancellationRequested && await beat.WaitForNextTickAsync(abandon))
        {
            MqttApplicationMessage[] readings = [.. Enumerable.Range(1, burst).Select(i => Reading(_acknowledged + i))];
            readings = readings[await Publish(readings, abandon)..];
            Volatile.Write(ref _resent, _resent + readings.Length);
            while (readings.Length > 0)
            {
                await Task.Delay(s_retry, time, abandon);
                readings = readings[await Publish(readings, abandon)..];
            }
        }
    }

    public void Dispose() => _client.Dispose();

    private MqttApplicationMessage Reading(long sequence)
    {
        _temperature += random.NextDouble() - 0.5;
        return new MqttApplicationMessageBuilder()
            .WithTopic($"site/{name}/telemetry")
            .WithPayload(string.Create(CultureInfo.InvariantCulture, $"{{\"seq\": {sequence}, \"temp\": {_temperature:F2}}}"))
            .WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
    }

    /// <returns>How many, from the first on, are acknowledged.</returns>
    private async Task<int> Publish(MqttApplicationMessage[] readings, CancellationToken abandon)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(abandon);
        limit.CancelAfter(s_patience);
        int acknowledged = 0;
        try
        {
            if (!_client.IsConnected) await _client.ConnectAsync(Options(), limit.Token);
            // The client sends them in the order of the calls, and does not wait in between.
            Task<MqttClientPublishResult>[] answers = [.. readings.Select(reading => _client.PublishAsync(reading, limit.Token))];
            _ = Task.WhenAll(answers).ContinueWith(all => all.Exception, TaskScheduler.Default);
            for (; acknowledged < answers.Length && (await answers[acknowledged]).IsSuccess; acknowledged++) Volatile.Write(ref _acknowledged, _acknowledged + 1);
        }
        catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException or IOException)
        {
            abandon.ThrowIfCancellationRequested();
        }
        return acknowledged;
    }

    private MqttClientOptions Options() => new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port()).WithClientId(name).Build();
}
