using System.Buffers;
using EdgeAppliance.Bundles.Reports;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates.Reported;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>A connection to an MQTT 5 broker, with the appliance's retained status and its last will on <c>edge/{device}/status</c>.</summary>
internal sealed class MqttLink : IUplinkLink, IDisposable
{
    private readonly BrokerClient _client;
    private readonly MqttUplinkConfiguration _configuration;
    private readonly string _device;
    private readonly Func<DateTimeOffset> _now;
    private readonly RetainedReport _report;
    private readonly UpdateNudges? _nudges;

    /// <param name="now">The time that certificates are checked against.</param>
    /// <param name="reports">Retained on <c>edge/{device}/bundles</c>; null where nothing is told.</param>
    /// <param name="nudges">What the broker may say; null where it is not listened to.</param>
    public MqttLink(MqttUplinkConfiguration configuration, string device, Func<DateTimeOffset> now, ILogger logger, ReportedBundles? reports = null, UpdateNudges? nudges = null)
    {
        (_configuration, _device, _now, _nudges) = (configuration, device, now, nudges);
        _client = new BrokerClient(nudges is null ? null : nudges.Received);
        _report = new RetainedReport(reports, told => _client.Send(Message(DeviceReport.TopicOf(device), told, retain: true, "application/json")), logger);
    }

    public Task<string> Lost => _client.Lost;

    public static UplinkMade Make(MqttUplinkConfiguration configuration, UplinkContext context)
    {
        var events = new CloudEventWriter(context.Device, context.Eras);
        var messages = new MessageWriter(events, new TopicTemplate(configuration.Topic, context.Device), configuration.Pace.Batch, context.State);
        return new UplinkMade(new MqttLink(configuration, context.Device, context.Now, context.Logger, context.Reports, context.Nudges), messages, configuration.Pace);
    }

    public async Task<LinkLimits> Connect(CancellationToken stop)
    {
        var limits = await _client.Connect(
            () => (MqttLinkOptions.Make(_configuration, _device, _now, out var trust), trust), Greet, stop).ConfigureAwait(false);
        _report.Begin();
        return limits;
    }

    public Task Send(string topic, ReadOnlyMemory<byte> payload) => _client.Send(Message(topic, payload, retain: false));

    public Task Close()
    {
        _report.End();
        return _client.Close(() => _client.Publish(Status(online: false)));
    }

    public void Dispose() => _client.Dispose();

    private async Task Greet()
    {
        await _client.Publish(Status(online: true)).ConfigureAwait(false);
        if (_nudges is not null) await _nudges.Subscribe(_client).ConfigureAwait(false);
    }

    private MqttApplicationMessage Status(bool online) =>
        Message(MqttLinkOptions.StatusTopic(_device), online ? MqttLinkOptions.Online : MqttLinkOptions.Offline, retain: true);

    private static MqttApplicationMessage Message(string topic, ReadOnlyMemory<byte> payload, bool retain, string type = "application/cloudevents+json") => new()
    {
        Topic = topic,
        Payload = new ReadOnlySequence<byte>(payload),
        QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
        Retain = retain,
        ContentType = type,
    };
}
