using System.Globalization;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAppliance.Edgectl.Simulate;

/// <summary>One device that publishes <c>{"seq": n, "temp": t}</c> at QoS 1; the next reading waits for the last one's PUBACK.</summary>
internal sealed class SimulatedDevice(SimulateOptions options, int index, TimeProvider time)
{
    private readonly Random _random = new(unchecked(options.Seed * 1000 + index));

    public string Name { get; } = $"sim-{index.ToString(CultureInfo.InvariantCulture)}";

    public long Acknowledged { get; private set; }

    public async Task Run(CancellationToken stop)
    {
        using var client = new MqttClientFactory().CreateMqttClient();
        await client.ConnectAsync(new MqttClientOptionsBuilder().WithTcpServer(options.Host, options.Port).WithClientId(Name).Build(), stop);
        using var timer = new PeriodicTimer(TimeSpan.FromSeconds(1 / options.PerSecond), time);
        string topic = options.Topic.Replace("{device}", Name, StringComparison.Ordinal);
        double temperature = 20;
        while (options.Count == 0 || Acknowledged < options.Count)
        {
            temperature += _random.NextDouble() - 0.5;
            await Publish(client, topic, temperature, stop);
            Acknowledged++;
            await timer.WaitForNextTickAsync(stop);
        }
        await client.DisconnectAsync(cancellationToken: CancellationToken.None);
    }

    private async Task Publish(IMqttClient client, string topic, double temperature, CancellationToken stop)
    {
        string payload = string.Create(CultureInfo.InvariantCulture, $"{{\"seq\": {Acknowledged + 1}, \"temp\": {temperature:F3}}}");
        var message = new MqttApplicationMessageBuilder().WithTopic(topic).WithPayload(payload).WithQualityOfServiceLevel(MqttQualityOfServiceLevel.AtLeastOnce).Build();
        var result = await client.PublishAsync(message, stop);
        if (!result.IsSuccess) throw new IOException($"{Name}: the broker refused a reading: {result.ReasonCode}");
    }
}
