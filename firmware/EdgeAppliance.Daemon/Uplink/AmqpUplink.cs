using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Drivers.Protocols.Amqp;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>A connection to a broker of AMQP 1.0. Events go in structured mode (CloudEvents' AMQP binding, section 3.2), durable, and count as
/// acknowledged once the broker has accepted them; each address is a link of its own.</summary>
/// <param name="dial">Connects.</param>
internal sealed class AmqpUplink(AmqpUplinkConfiguration configuration, AmqpDial dial, string device) : IUplinkLink
{
    /// <summary>As many as the link's peer asks for; this bounds what waits for it.</summary>
    private const int InFlightMax = 65535;

    /// <summary>Where the broker names no limit.</summary>
    private const long MessageBytesStandard = 64 << 20;

    private static readonly TimeSpan s_farewell = TimeSpan.FromSeconds(3);

    private readonly AmqpEnvelope _envelope = new(configuration.Pace.Batch > 1 ? "application/cloudevents-batch+json" : "application/cloudevents+json");

    // By address; the sender's thread alone.
    private readonly Dictionary<string, AmqpSender> _links = new(StringComparer.Ordinal);
    private TaskCompletionSource<string> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AmqpConnection? _connection;
    private AmqpSession? _session;

    public Task<string> Lost => _lost.Task;

    public static UplinkMade Make(AmqpUplinkConfiguration configuration, UplinkContext context)
    {
        var broker = new AmqpBroker(configuration.Url) { User = configuration.User, Password = configuration.Password, Tls = configuration.Tls, KeepAlive = configuration.KeepAlive };
        var dial = new AmqpDial(broker, $"edge-{context.Device}-{configuration.Name}", context.Now, context.Time);
        var events = new CloudEventWriter(context.Device, context.Eras);
        var messages = new MessageWriter(events, new TopicTemplate(configuration.Address, context.Device), configuration.Pace.Batch, context.State);
        return new UplinkMade(new AmqpUplink(configuration, dial, context.Device), messages, configuration.Pace);
    }

    public async Task<LinkLimits> Connect(CancellationToken stop)
    {
        _lost = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        _links.Clear();
        (_connection, _session) = await dial.Connect(new AmqpNothingIn(), settings => settings, stop).ConfigureAwait(false);
        _ = Watch(_connection, _lost);
        return new LinkLimits(InFlightMax, await MessageBytesMax(stop).ConfigureAwait(false));
    }

    public async Task Send(string topic, ReadOnlyMemory<byte> payload)
    {
        try
        {
            var disposition = await LinkTo(topic).Send(_envelope.HeadOf(payload.Length), payload).ConfigureAwait(false);
            if (disposition.Outcome != AmqpOutcome.Accepted) throw new LinkException($"the broker did not accept a message to {topic}: {disposition.Outcome} {disposition.Error}");
        }
        catch (AmqpException failed)
        {
            throw new LinkException($"{topic}: {failed.Message}", failed);
        }
    }

    public async Task Close()
    {
        if (_connection is not { } connection) return;
        _connection = null;
        connection.Close(null);
        await ((Task)connection.Ended).WaitAsync(s_farewell).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        connection.Dispose();
    }

    private static async Task Watch(AmqpConnection connection, TaskCompletionSource<string> lost)
    {
        var why = await connection.Ended.ConfigureAwait(false);
        lost.TrySetResult(why is null ? "the broker closed the connection" : $"the broker closed the connection: {why}");
    }

    /// <summary>An address that does not depend on the record is attached at once: the broker says what it takes there, or that there is none.</summary>
    private async Task<long> MessageBytesMax(CancellationToken stop)
    {
        if (configuration.Address.Contains("{pipeline}", StringComparison.Ordinal)) return MessageBytesStandard;
        try
        {
            var link = LinkTo(configuration.Address.Replace("{device}", device, StringComparison.Ordinal));
            await link.Attached.WaitAsync(configuration.KeepAlive, stop).ConfigureAwait(false);
            return link.RemoteMessageBytesMax is > 0 and < MessageBytesStandard and var bytes ? (long)bytes : MessageBytesStandard;
        }
        catch (Exception failed) when (failed is AmqpException or TimeoutException)
        {
            await Close().ConfigureAwait(false);
            throw new LinkException($"the broker does not take messages to {configuration.Address}: {failed.Message}", failed);
        }
    }

    private AmqpSender LinkTo(string address)
    {
        if (_links.TryGetValue(address, out var known)) return known;
        var connection = _connection ?? throw new LinkException("the link is closed");
        return _links[address] = connection.Attach(
            _session!, handle => new AmqpAttach($"edge-{configuration.Name}-{address}", handle, IsReceiver: false) { HasSource = true, HasTarget = true, TargetAddress = address, IsDurable = true },
            (own, side) => new AmqpSender(own, side) { Address = address });
    }
}
