using System.Net;

namespace EdgeAppliance.FunctionalTests.Kills.Sessions;

/// <summary>Subscribes once, and notes what it is told: at QoS 2 by packet ids, so that what comes again is taken once.</summary>
/// <param name="qos">1 or 2.</param>
/// <param name="restless">Draws when it goes away and comes back; null where it stays.</param>
internal sealed class SessionSubscriber(string name, byte version, string filter, int qos, Func<IPEndPoint?> broker, Random? restless = null) : SessionClient(name, version, broker)
{
    /// <summary>Beats until it goes, on the average.</summary>
    private const int BeatsHere = 80;

    // Guarded by State.
    private readonly Dictionary<string, List<string>> _told = [];
    private readonly HashSet<ushort> _unreleased = [];
    private bool _isSubscribed;
    private bool _isLeaving;

    public int Qos => qos;

    public bool IsSubscribed
    {
        get { lock (State) return _isSubscribed; }
    }

    public int Count
    {
        get { lock (State) return _told.Values.Sum(list => list.Count); }
    }

    /// <summary>The payloads of a topic as they came.</summary>
    public IReadOnlyList<string> Told(string topic)
    {
        lock (State) return _told.TryGetValue(topic, out var list) ? [.. list] : [];
    }

    protected override IEnumerable<byte[]> OnConnected_NeedsState(bool present)
    {
        _isLeaving = false;
        if (_isSubscribed && !present) Complain("its session is gone");
        if (!_isSubscribed) yield return Packets.Subscribe(filter, qos);
    }

    protected override IEnumerable<byte[]> OnBeat_NeedsState()
    {
        if (restless is not null && _isSubscribed && !_isLeaving && restless.Next(BeatsHere) == 0)
        {
            _isLeaving = true;
            var rest = TimeSpan.FromMilliseconds(restless.Next(600));
            GoAway();
            _ = Task.Delay(rest, TimeProvider.System).ContinueWith(_ => ComeBack(), TaskScheduler.Default);
        }
        return [];
    }

    protected override byte[]? OnPacket_NeedsState(byte first, byte[] body)
    {
        switch (first & 0xf0)
        {
            case SessionPackets.SubscribeAnswer:
                if (body[^1] != qos) Complain($"its subscription is answered {body[^1]}");
                _isSubscribed = true;
                return null;
            case SessionPackets.Publish:
                return Take(first, body);
            case SessionPackets.PubRel & 0xf0:
                ushort packetId = (ushort)(body[0] << 8 | body[1]);
                _unreleased.Remove(packetId);
                return SessionPackets.Answer(SessionPackets.PubComp, packetId);
            default:
                Complain($"a packet 0x{first:x2} that does not belong there");
                return null;
        }
    }

    private byte[]? Take(byte first, byte[] body)
    {
        var (topic, packetId, payload) = Packets.Read(first, body);
        int told = (first >> 1) & 3;
        if (told != 2 || _unreleased.Add(packetId))
        {
            if (!_told.TryGetValue(topic, out var list)) _told[topic] = list = [];
            list.Add(payload);
        }
        return told switch
        {
            1 => SessionPackets.Answer(SessionPackets.PubAck, packetId),
            2 => SessionPackets.Answer(SessionPackets.PubRec, packetId),
            _ => null,
        };
    }
}
