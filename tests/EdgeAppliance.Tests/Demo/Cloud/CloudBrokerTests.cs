using System.Collections.Concurrent;
using EdgeAppliance.Demo.Cloud;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.Tests.Peers;
using EdgeAppliance.Tests.Storage;
using MQTTnet;
using MQTTnet.Exceptions;
using MQTTnet.Protocol;

namespace EdgeAppliance.Tests.Demo.Cloud;

/// <summary>What a broker has acknowledged reaches the recorder, also where the broker is stopped in between: or the demo would
/// blame the appliance for what its own cloud lost.</summary>
public sealed class CloudBrokerTests
{
    private const int Restarts = 3;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    [Fact]
    public Task Stop_EmbeddedInTheMidstOfPublishes_KeepsWhatIsAcknowledged() => Stop_KeepsWhatIsAcknowledged(embedded: true);

    [ProgramFact("/usr/sbin/mosquitto", "mosquitto")]
    public Task Stop_MosquittoInTheMidstOfPublishes_KeepsWhatIsAcknowledged() => Stop_KeepsWhatIsAcknowledged(embedded: false);

    private static async Task Stop_KeepsWhatIsAcknowledged(bool embedded)
    {
        using var folder = new TemporaryFolder();
        using var broker = new CloudBroker(folder.FullName, embedded);
        await using var recorder = new CloudRecorder(broker.Port, TimeProvider.System);
        using var stop = new CancellationTokenSource();
        await broker.StartAsync(TimeProvider.System, stop.Token);
        Assert.True(await Wait.Until(() => recorder.IsConnected, s_patience, TimeProvider.System, stop.Token));
        var acknowledged = new ConcurrentQueue<long>();
        var publishing = Publish(broker.Port, acknowledged, stop.Token);
        for (int i = 0; i < Restarts; i++)
        {
            int before = acknowledged.Count;
            Assert.True(await Wait.Until(() => acknowledged.Count > before + 200, s_patience, TimeProvider.System, stop.Token));
            broker.Stop();
            await broker.StartAsync(TimeProvider.System, stop.Token);
        }
        await stop.CancelAsync();
        await publishing;
        await Wait.Until(() => recorder.Look(l => l.Delivered) >= acknowledged.Count, s_patience, TimeProvider.System, CancellationToken.None);
        Assert.Equal((0L, 0), (recorder.Look(l => l.Lost), recorder.Unreadable));
        Assert.InRange(recorder.Look(l => l.Delivered), acknowledged.Count, acknowledged.Count + 1);
    }

    /// <summary>Publishes records one after the other, each again until it is acknowledged.</summary>
    private static async Task Publish(int port, ConcurrentQueue<long> acknowledged, CancellationToken stop)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        var options = new MqttClientOptionsBuilder().WithTcpServer("127.0.0.1", port).WithClientId("appliance").Build();
        for (long sequence = 1; !stop.IsCancellationRequested;)
        {
            try
            {
                if (!client.IsConnected) await client.ConnectAsync(options, stop);
                string record = $$$"""{"specversion":"1.0","id":"box/s/{{{sequence}}}","type":"edge.reading.v1","time":"2026-01-02T03:04:05Z","data":{}}""";
                var message = new MqttApplicationMessageBuilder().WithTopic("edge/box/s").WithPayload(record).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
                if (!(await client.PublishAsync(message, stop)).IsSuccess) continue;
                acknowledged.Enqueue(sequence++);
            }
            catch (Exception e) when (e is MqttCommunicationException or OperationCanceledException or InvalidOperationException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, CancellationToken.None);
            }
        }
    }
}
