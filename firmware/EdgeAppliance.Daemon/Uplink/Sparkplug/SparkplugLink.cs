using System.Buffers;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Drivers.Protocols.Sparkplug;
using MQTTnet;
using MQTTnet.Protocol;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>A Sparkplug B edge node's connection to a broker: its death as last will, commands, and the primary host that it waits for.
/// Where that host goes, so does the connection; the records wait.</summary>
internal sealed class SparkplugLink : IUplinkLink, IDisposable
{
    private readonly SparkplugUplinkConfiguration _configuration;
    private readonly SparkplugSession _session;
    private readonly UplinkContext _context;
    private readonly SparkplugCommands _commands;
    private readonly PrimaryHost? _host;
    private readonly BrokerClient _client;

    public SparkplugLink(SparkplugUplinkConfiguration configuration, SparkplugSession session, UplinkContext context)
    {
        _configuration = configuration;
        _session = session;
        _context = context;
        _commands = new SparkplugCommands(session, context);
        _host = configuration.PrimaryHost is { } host ? new PrimaryHost(host) : null;
        _client = new BrokerClient(OnReceived);
    }

    public Task<string> Lost => _client.Lost;

    private ulong NowMs => (ulong)Math.Max(0, _context.Time.GetUtcNow().ToUnixTimeMilliseconds());

    public static UplinkMade Make(SparkplugUplinkConfiguration configuration, UplinkContext context)
    {
        var session = new SparkplugSession(configuration.Group, configuration.Node ?? context.Device, new BirthNumbers(context.Around.StateDirectory is { } state ? Path.Combine(state, "sparkplug", configuration.Name) : null));
        var link = new SparkplugLink(configuration, session, context);
        return new UplinkMade(link, new SparkplugMessages(session, context, configuration.Pace.Batch), configuration.Pace);
    }

    public Task<LinkLimits> Connect(CancellationToken stop)
    {
        _session.Advance();
        _host?.Begin();
        return _client.Connect(() => (Options(out var trust), trust), () => Greet(stop), stop);
    }

    public Task Send(string topic, ReadOnlyMemory<byte> payload) => _client.Send(new MqttApplicationMessage
    {
        // The standard says 0; a record may leave the outbox only on an acknowledgement: decision 0006.
        Topic = topic, Payload = new ReadOnlySequence<byte>(payload), QualityOfServiceLevel = MqttQualityOfServiceLevel.AtLeastOnce,
    });

    // Section 5.3: a node that goes on purpose says its death itself. Nobody is waited for.
    public Task Close() => _client.Close(
        () => _client.Publish(new MqttApplicationMessage
        {
            Topic = _session.Topic(SparkplugMessageType.NodeDeath), Payload = new ReadOnlySequence<byte>(_session.Death(NowMs)),
        }));

    public void Dispose() => _client.Dispose();

    private MqttClientOptions Options(out ServerTrust? trust)
    {
        var will = new MqttWill(_session.Topic(SparkplugMessageType.NodeDeath), _session.Death(NowMs), Retain: false);
        return MqttLinkOptions.Make(_configuration, $"edge-{_context.Device}-{_configuration.Name}", will, _context.Now, out trust);
    }

    private async Task Greet(CancellationToken stop)
    {
        _session.Use();
        string[] commands = [_session.Topic(SparkplugMessageType.NodeCommand), _session.Topic(SparkplugMessageType.DeviceCommand, "+")];
        if (_host is null)
        {
            await _client.Subscribe(commands).ConfigureAwait(false);
            return;
        }
        await _client.Subscribe([.. commands, _host.Topic]).ConfigureAwait(false);
        try
        {
            // The retained state comes with the subscription; who waits longer does so between two connections, where the reason shows.
            var first = await Task.WhenAny(_host.Online, Lost).WaitAsync(_configuration.KeepAlive, _context.Time, stop).ConfigureAwait(false);
            if (first == Lost) throw new LinkException(await Lost.ConfigureAwait(false));
        }
        catch (TimeoutException)
        {
            string why = $"the primary host '{_host.Name}' is not online";
            _client.GiveUp(why);
            throw new LinkException(why);
        }
    }

    private void OnReceived(MqttApplicationMessage message)
    {
        var payload = message.Payload.IsSingleSegment ? message.Payload.FirstSpan : message.Payload.ToArray();
        if (_host is not null && message.Topic == _host.Topic)
        {
            if (!_host.Take(payload)) _client.GiveUp($"the primary host '{_host.Name}' has gone offline");
        }
        else if (SparkplugTopic.TryParse(message.Topic, out var topic)) _commands.Take(topic, payload);
    }
}
