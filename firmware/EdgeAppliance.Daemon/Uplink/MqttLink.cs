using System.Buffers;
using EdgeAppliance.Daemon.Configuration;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>A connection to an MQTT 5 broker, with the appliance's retained status and its last will on <c>edge/{device}/status</c>.</summary>
/// <param name="now">The time that certificates are checked against.</param>
internal sealed class MqttLink(MqttUplinkConfiguration configuration, string device, Func<DateTimeOffset> now) : IUplinkLink, IDisposable
{
    private readonly BrokerClient _client = new();

    public Task<string> Lost => _client.Lost;

    public static UplinkMade Make(MqttUplinkConfiguration configuration, UplinkContext context)
    {
        var events = new CloudEventWriter(context.Device, context.Eras);
        var messages = new MessageWriter(events, new TopicTemplate(configuration.Topic, context.Device), configuration.Pace.Batch, context.State);
        return new UplinkMade(new MqttLink(configuration, context.Device, context.Now), messages, configuration.Pace);
    }

    public Task<LinkLimits> Connect(CancellationToken stop) => _client.Connect(
        () => (MqttLinkOptions.Make(configuration, device, now, out var trust), trust), () => _client.Publish(Status(online: true)), stop);

    public Task Send(string topic, ReadOnlyMemory<byte> payload) => _client.Send(Message(topic, payload, retain: false));

    public Task Close() => _client.Close(() => _client.Publish(Status(online: false)));

    public void Dispose() => _client.Dispose();

    private MqttApplicationMessage Status(bool online) =>
        Message(MqttLinkOptions.StatusTopic(device), online ? MqttLinkOptions.Online : MqttLinkOptions.Offline, retain: true);

    private static MqttApplicationMessage Message(string topic, ReadOnlyMemory<byte> payload, bool retain) => new()
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        Retain = retain,
        ContentType = "application/cloudevents+json",
    };
}
