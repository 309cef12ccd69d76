using System.Text;
using System.Text.Unicode;
using EdgeAppliance.Daemon.Uplink;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Takes one client's publishes:
/// 1 the topic, or what its alias stands for, 2 where that leads, and whether somebody has subscribed: known from the last one mostly,
/// 3 what is sent again at QoS 2, 4 the rate, 5 the source, 6 who has subscribed, 7 the acknowledgement.
/// A plain publish of a source that nobody has subscribed to allocates nothing.</summary>
/// <remarks>The connection's receive loop's own.</remarks>
internal sealed class MqttPublisher(MqttConnection connection, MqttSession session, PublishMemory memory, MqttCore core)
{
    private const int TopicBytesMax = 3 * MqttTopic.CharsMax;

    private byte[] _topic = [];
    private int _topicBytes;
    private IngestRoutes<IPublishSource>? _routes;
    private IngestRoute<IPublishSource>? _route;
    private int _version;
    private bool _isHeard;

    private byte[]?[]? _aliases;
    private TokenBucket? _rate;
    private double _perSecond;

    /// <summary>What the client has published lately, on earlier connections too.</summary>
    public PublishMemory Memory => memory;

    /// <param name="wait">Where false is returned: until when, to try again.</param>
    /// <exception cref="MqttProtocolException">The connection must end.</exception>
    public bool TryTake(in MqttFrame frame, out Task? wait)
    {
        wait = null;
        var publish = MqttPublishFrame.Read(frame, connection.IsVersion5);
        var topic = publish.Properties.IsEmpty ? publish.Topic : Aliased(publish); // 1
        if (!Know(topic)) // 2
        {
            Refuse(publish, MqttReason.NotAuthorized, "The device may not publish to this topic.", Forget(publish));
            // MQTT 3.1.1 section 3.3.5: it has no word for it, so either the device is told that all is well, or it is closed.
            return connection.IsVersion5 ? true : throw new MqttProtocolException(MqttReason.NotAuthorized, "The device may not publish to this topic.");
        }
        if (IsKnown(publish, out bool isRouted)) return true; // 3
        // What is sent again was counted the first time; and a refusal would free its packet id there, but not here.
        if (!isRouted && IsTooFast(publish, ref wait)) return wait is null; // 4
        var done = Task.CompletedTask;
        if (_route is { } route)
        {
            if (!TryStore(route, publish, out var error, out var stored)) // 5
            {
                wait = stored;
                return false;
            }
            if (stored is null)
            {
                Refuse(publish, MqttIntake.ReasonOf(error), core.Intake.Refused(route, connection.Client, error), Forget(publish));
                return true;
            }
            done = stored;
        }
        _rate?.Take(1);
        Acknowledge(publish, done, isRouted);
        return true;
    }

    /// <summary>Answers what is sent again at QoS 2.</summary>
    /// <param name="isRouted">It is sent again, and a crash came before its source had it: that alone is left to do.</param>
    private bool IsKnown(in MqttPublishFrame publish, out bool isRouted)
    {
        isRouted = false;
        if (publish.Qos != 2) return false;
        int max = core.Around.Options.UnacknowledgedMax;
        if (session.Received(publish.PacketId, out bool isTaken) is not { } before)
            return session.IsReceivingTooMany(max) ? throw new MqttProtocolException(MqttReason.ReceiveMaximumExceeded, "Too many publishes wait for their release.") : false;
        isRouted = !isTaken && _route is not null;
        if (isRouted) return false;
        _route?.Source.Counters.CountRepeated();
        connection.Answer(new MqttPending(MqttPackets.PubRec, publish.PacketId, isTaken ? before : Task.CompletedTask, _route?.Source, null));
        return true;
    }

    /// <param name="taken">Done once the source has it.</param>
    /// <param name="isRouted">Who has subscribed has it already.</param>
    private void Acknowledge(in MqttPublishFrame publish, Task taken, bool isRouted)
    {
        byte[]? answer = null;
        var kept = Task.CompletedTask;
        var together = publish.Qos == 2 && !isRouted ? core.State?.Together() : null;
        if (!isRouted && (_isHeard || publish.IsRetained || _route is null))
        {
            var message = publish.ToMessage(Encoding.UTF8.GetString(_topic.AsSpan(0, _topicBytes)), connection.NowMs);
            if (_route is not null || !core.OnOther(message)) // 6
            {
                bool isRetained = core.Router.Route(message, session, together, out kept);
                if (!isRetained && connection.IsVersion5 && publish.Qos > 0) answer = Answer(publish, MqttReason.QuotaExceeded, "It is too large or too much is retained already; the message was passed on.");
            }
        }
        if (publish.Qos == 0) return; // 7
        var done = publish.Qos == 2 && answer is null
            ? session.Receive(publish.PacketId, taken, kept, together)
            : MqttTasks.Both(MqttTasks.Both(taken, kept), together?.Put() ?? Task.CompletedTask);
        connection.Answer(new MqttPending(publish.Qos == 1 ? MqttPackets.PubAck : MqttPackets.PubRec, publish.PacketId, done, _route?.Source, answer));
    }

    private ReadOnlySpan<byte> Aliased(in MqttPublishFrame publish)
    {
        if (publish.Alias() is not { } alias) return publish.Topic;
        if (alias is 0 or > MqttBrokerOptions.TopicAliasMaximum) throw new MqttProtocolException(MqttReason.TopicAliasInvalid, "There is no such topic alias.");
        _aliases ??= new byte[]?[MqttBrokerOptions.TopicAliasMaximum];
        ref byte[]? topic = ref _aliases[alias - 1];
        if (publish.Topic.IsEmpty) return topic ?? throw MqttProtocolException.Error("The topic alias stands for nothing yet.");
        if (publish.Topic.Length > TopicBytesMax) throw new MqttProtocolException(MqttReason.TopicNameInvalid, "The topic is too long.");
        if (topic is null || !publish.Topic.SequenceEqual(topic)) topic = publish.Topic.ToArray();
        return topic;
    }

    /// <returns>False where the device may not publish it.</returns>
    private bool Know(ReadOnlySpan<byte> topic)
    {
        int version = core.Router.Tree.Version;
        bool isSame = topic.SequenceEqual(_topic.AsSpan(0, _topicBytes)) && _topicBytes > 0;
        if (isSame && _routes == core.Intake.Routes && _version == version) return true;
        Span<char> text = stackalloc char[MqttTopic.CharsMax];
        if (topic.Length > TopicBytesMax || Utf8.ToUtf16(topic, text, out _, out int length, replaceInvalidSequences: false) != System.Buffers.OperationStatus.Done || !MqttTopic.IsName(text[..length]))
            throw new MqttProtocolException(MqttReason.TopicNameInvalid, "The topic is none.");
        // What may not be published must not even make a device known.
        _topicBytes = 0;
        _route = null;
        if (!core.Access.MayPublish(connection.Device, topic)) return false;
        _routes = core.Intake.Routes;
        if (core.Intake.TryFind(topic, out var found)) _route = found;
        _version = version;
        _isHeard = core.Router.Tree.Matches(text[..length]);
        if (_topic.Length < topic.Length) _topic = new byte[topic.Length];
        topic.CopyTo(_topic);
        _topicBytes = topic.Length;
        return true;
    }

    /// <param name="wait">Until when, where the client is made to wait.</param>
    private bool IsTooFast(in MqttPublishFrame publish, ref Task? wait)
    {
        double perSecond = core.Around.Options.PublishesPerSecond;
        if (perSecond <= 0) return false;
        if (_rate is null || _perSecond != perSecond) _rate = new TokenBucket(_perSecond = perSecond, core.Around.Time);
        var left = _rate.Wait();
        if (left <= TimeSpan.Zero) return false;
        core.Around.Counters.Count(MqttCount.PublishTooFast);
        // Before version 5 there is no word for it, so that its publishes wait.
        if (connection.IsVersion5) Refuse(publish, MqttReason.QuotaExceeded, "The client publishes too fast.", Task.CompletedTask);
        else wait = Task.Delay(left, core.Around.Time);
        return true;
    }

    private bool TryStore(IngestRoute<IPublishSource> route, in MqttPublishFrame publish, out PayloadError error, out Task? stored)
    {
        error = PayloadError.TooManyDevices;
        stored = null;
        if (route.Device is null)
        {
            route.Source.Counters.CountRefused(error);
            return true;
        }
        try
        {
            return MqttIntake.TryTake(route, new(publish.PacketId, publish.IsResent, publish.Payload), memory, out error, out stored);
        }
        catch (ObjectDisposedException) when (!core.Intake.IsCurrent(route))
        {
            // The source went between the look-up and this; the topic may lead to another by now.
            stored = Task.CompletedTask;
            return false;
        }
    }

    /// <summary>Section 4.3.3: to the client a packet id is free again once its publish is refused.</summary>
    /// <returns>Done once it is so here.</returns>
    private Task Forget(in MqttPublishFrame publish)
    {
        if (publish.Qos != 2 || session.Received(publish.PacketId, out _) is null) return Task.CompletedTask;
        memory.Forget(publish.PacketId);
        session.Forget(publish.PacketId, out var dropped);
        return dropped;
    }

    /// <summary>What the device is told of a publish that is not taken: version 3.1.1 has no word for it, and would send it again for ever.</summary>
    /// <param name="when">Done once it may be told.</param>
    private void Refuse(in MqttPublishFrame publish, MqttReason reason, string why, Task when)
    {
        if (publish.Qos == 0) return;
        byte[]? answer = connection.IsVersion5 ? Answer(publish, reason, why) : null;
        connection.Answer(new MqttPending(publish.Qos == 1 ? MqttPackets.PubAck : MqttPackets.PubRec, publish.PacketId, when, _route?.Source, answer));
    }

    // Sections 3.1.2.11.7 and 3.4.2.2.2: words only for who wants them, and where the packet is not too large by them.
    private byte[] Answer(in MqttPublishFrame publish, MqttReason reason, string why)
    {
        byte[] answer = AnswerWith(publish, reason, connection.Terms.WantsReasons ? why : null);
        return connection.Terms.Takes(answer.Length) ? answer : AnswerWith(publish, reason, null);
    }

    private static byte[] AnswerWith(in MqttPublishFrame publish, MqttReason reason, string? why)
    {
        var bytes = MqttBytes.Rent();
        MqttPackets.Ack(bytes, publish.Qos == 1 ? MqttPackets.PubAck : MqttPackets.PubRec, publish.PacketId, reason, why);
        byte[] answer = bytes.Written.ToArray();
        bytes.Return();
        return answer;
    }
}
