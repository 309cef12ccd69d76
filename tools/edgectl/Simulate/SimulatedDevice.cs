using System.Globalization;
using MQTTnet;
using MQTTnet.Formatter;
using MQTTnet.Protocol;

namespace EdgeAppliance.Edgectl.Simulate;

/// <summary>One device that publishes <c>{"seq": n, "temp": t}</c> over MQTT 5 at QoS 1, at its rate and with no more readings under way
/// than it may. When it is stopped it waits a moment for those.</summary>
internal sealed class SimulatedDevice(SimulateOptions options, int index, LatencyHistogram latencies, TimeProvider time)
{
    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(1);

    private readonly Random _random = new(unchecked(options.Seed * 1000 + index));
    private readonly SemaphoreSlim _free = new(options.InFlight);
    private readonly CancellationTokenSource _failed = new();
    private Exception? _failure;
    private long _published;
    private long _acknowledged;
    private double _temperature = 20;

    public string Name { get; } = $"sim-{index.ToString(CultureInfo.InvariantCulture)}";

    public long Published => Interlocked.Read(ref _published);

    public long Acknowledged => Interlocked.Read(ref _acknowledged);

    /// <exception cref="IOException">The broker refused a reading, or the connection ended.</exception>
    public async Task Run(CancellationToken stop)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var connect = new MqttClientOptionsBuilder().WithTcpServer(options.Host, options.Port).WithClientId(Name).WithProtocolVersion(MqttProtocolVersion.V500);
        if (options.Password is { } password) connect = connect.WithCredentials(Name, password);
        await client.ConnectAsync(connect.Build(), stop);
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(stop, _failed.Token);
        try
        {
            await PublishAll(client, ends.Token);
        }
        catch (OperationCanceledException)
        {
            // Stopped or failed: what is under way is waited for below.
        }
        await Settle();
        if (_failure is not null) throw new IOException($"{Name}: {_failure.Message}", _failure);
        if (client.IsConnected) await client.DisconnectAsync(cancellationToken: CancellationToken.None);
    }

    private async Task PublishAll(IMqttClient client, CancellationToken stop)
    {
        string topic = options.Topic.Replace("{device}", Name, StringComparison.Ordinal);
        long since = time.GetTimestamp();
        for (long n = 0; options.Count == 0 || n < options.Count; n++)
        {
            // Due by the count and not by the last one, so that the rate holds whatever a publish takes.
            if (options.PerSecond > 0 && TimeSpan.FromSeconds(n / options.PerSecond) - time.GetElapsedTime(since) is { Ticks: > 0 } early)
                await Task.Delay(early, time, stop);
            await _free.WaitAsync(stop);
            _ = Publish(client, topic, options.FirstSequence + n);
        }
    }

    private async Task Publish(IMqttClient client, string topic, long sequence)
    {
        _temperature += _random.NextDouble() - 0.5;
        string payload = string.Create(CultureInfo.InvariantCulture, $"{{\"seq\": {sequence}, \"temp\": {_temperature:F3}}}");
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        Interlocked.Increment(ref _published);
        long since = time.GetTimestamp();
        try
        {
            var result = await client.PublishAsync(message, CancellationToken.None);
            if (!result.IsSuccess) throw new IOException($"the broker refused a reading: {result.ReasonCode} {result.ReasonString}".TrimEnd());
            latencies.Add(time.GetElapsedTime(since));
            Interlocked.Increment(ref _acknowledged);
        }
        catch (Exception e)
        {
            // The first is the cause; those behind it fail with the connection.
            Interlocked.CompareExchange(ref _failure, e, null);
            await _failed.CancelAsync();
        }
        finally
        {
            _free.Release();
        }
    }

    private async Task Settle()
    {
        using var limit = new CancellationTokenSource(s_farewell, time);
        try
        {
            for (int i = 0; i < options.InFlight; i++) await _free.WaitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            // What was not acknowledged is not counted; a real device would send it again.
        }
    }
}
