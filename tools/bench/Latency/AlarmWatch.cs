using System.Buffers;
using System.Text.Json;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAppliance.Bench.Latency;

/// <summary>Subscribes at the cloud's broker and notes when each alarm arrives.</summary>
internal sealed class AlarmWatch : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly IMqttClient _client = new MqttClientFactory().CreateMqttClient();
    private readonly List<AlarmArrival> _arrivals = [];
    private readonly TimeProvider _time;

    private AlarmWatch(TimeProvider time)
    {
        _time = time;
        _client.ApplicationMessageReceivedAsync += OnMessage;
    }

    public IReadOnlyList<AlarmArrival> Arrivals
    {
        get { lock (_arrivals) return [.. _arrivals]; }
    }

    public static async Task<AlarmWatch> StartAsync(int port, TimeProvider time)
    {
        var watch = new AlarmWatch(time);
        await watch._client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("watch").Build());
        await watch._client.SubscribeAsync("edge/+/watch", MqttQualityOfServiceLevel.AtMostOnce);
        return watch;
    }

    /// <summary>Done once so many alarms have arrived.</summary>
    /// <exception cref="TimeoutException">Some are missing.</exception>
    public async Task Settle(long alarms, TimeProvider time)
    {
        long since = time.GetTimestamp();
        while (Arrivals.Count < alarms)
        {
            if (time.GetElapsedTime(since) > Patience) throw new TimeoutException($"{Arrivals.Count} alarms arrived of {alarms}.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), time);
        }
    }

    public ValueTask DisposeAsync()
    {
        _client.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task OnMessage(MqttApplicationMessageReceivedEventArgs e)
    {
        long now = _time.GetTimestamp();
        using var json = JsonDocument.Parse(e.ApplicationMessage.Payload.ToArray());
        if (json.RootElement.GetProperty("type").GetString() != "edge.alarm.v1") return Task.CompletedTask;
        var arrival = new AlarmArrival(json.RootElement.GetProperty("data").GetProperty("seq").GetInt64(), now);
        lock (_arrivals) _arrivals.Add(arrival);
        return Task.CompletedTask;
    }
}
