using System.Net;

namespace EdgeAppliance.FunctionalTests.Kills.Sessions;

/// <summary>Publishes numbers from 1 on, in order, and takes the lowest packet id that is free: so a broker that still has an id, where the client has done with it, is found out.</summary>
/// <param name="qos">1 or 2.</param>
internal sealed class SessionPublisher(string name, byte version, string topic, int qos, Func<IPEndPoint?> broker, bool retain = false) : SessionClient(name, version, broker)
{
    private const int InFlightMax = 8;
    private const double ABeatMax = 0.6;

    // Guarded by State.
    private readonly List<Underway> _underway = [];
    private long _sent;
    private long _acknowledged;
    private double _due;
    private bool _rests;

    public string Topic => topic;

    public int Qos => qos;

    public long Sent
    {
        get { lock (State) return _sent; }
    }

    /// <summary>Of those it was told that the broker has them: the highest, below which all others are.</summary>
    public long Acknowledged
    {
        get { lock (State) return _acknowledged; }
    }

    public bool IsDone
    {
        get { lock (State) return _underway.Count == 0; }
    }

    public static string Payload(long number) => $$"""{"seq":{{number}}}""";

    /// <summary>Begins no new one from now on.</summary>
    public void Rest()
    {
        lock (State) _rests = true;
    }

    public void GoOn()
    {
        lock (State) _rests = false;
    }

    protected override IEnumerable<byte[]> OnConnected_NeedsState(bool present)
    {
        if (!present && _underway.Exists(one => one.IsReleased)) Complain("its session is gone, with a publish at QoS 2 that was acknowledged and not complete");
        foreach (var one in _underway)
            yield return one.IsReleased ? SessionPackets.Answer(SessionPackets.PubRel, one.PacketId) : Publish(one, again: present);
    }

    protected override IEnumerable<byte[]> OnBeat_NeedsState()
    {
        _due = Math.Min(InFlightMax, _due + ABeatMax);
        for (; _due >= 1 && !_rests && _underway.Count < InFlightMax; _due--)
        {
            ushort packetId = 1;
            while (_underway.Exists(one => one.PacketId == packetId)) packetId++;
            var next = new Underway(packetId, ++_sent);
            _underway.Add(next);
            yield return Publish(next, again: false);
        }
    }

    protected override byte[]? OnPacket_NeedsState(byte first, byte[] body)
    {
        ushort packetId = (ushort)(body[0] << 8 | body[1]);
        byte reason = body.Length > 2 ? body[2] : (byte)0;
        // A PUBCOMP after a crash may say that the packet id is not known (0x92), which is as good.
        if (reason >= 0x80 && first != SessionPackets.PubComp) Complain($"publish {packetId} is refused: 0x{reason:x2}");
        if (_underway.Find(one => one.PacketId == packetId) is not { } answered)
        {
            Complain($"an answer for {packetId}, of which nothing is under way");
            return null;
        }
        switch (first)
        {
            case SessionPackets.PubAck when qos == 1:
                Acknowledge(answered);
                _underway.Remove(answered);
                return null;
            case SessionPackets.PubRec when qos == 2:
                if (!answered.IsReleased) Acknowledge(answered);
                answered.IsReleased = true;
                return SessionPackets.Answer(SessionPackets.PubRel, packetId);
            case SessionPackets.PubComp when qos == 2 && answered.IsReleased:
                _underway.Remove(answered);
                return null;
            default:
                Complain($"a packet 0x{first:x2} that does not belong there");
                return null;
        }
    }

    private void Acknowledge(Underway answered)
    {
        if (answered.Number != _acknowledged + 1) Complain($"{answered.Number} is acknowledged after {_acknowledged}");
        _acknowledged = answered.Number;
    }

    private byte[] Publish(Underway one, bool again) => Packets.PublishOf(topic, Payload(one.Number), qos, one.PacketId, retain, again);

    private sealed class Underway(ushort packetId, long number)
    {
        public ushort PacketId => packetId;

        public long Number => number;

        /// <summary>PUBREC has come.</summary>
        public bool IsReleased { get; set; }
    }
}
