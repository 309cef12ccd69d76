using System.Diagnostics.CodeAnalysis;
using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What one client is to be told, in order: what was sent and not acknowledged, and what waits behind it. Its session's lock guards it.</summary>
/// <param name="lastId">Packet ids begin behind it: those given out before a crash are not used again soon, for clients that keep more of them than they should.</param>
internal sealed class MqttQueue(MqttBudget budget, ushort lastId)
{
    /// <summary>Packet ids that are reserved at a time.</summary>
    private const int IdsReserved = 128;

    private readonly Queue<MqttDelivery> _waiting = new();
    private readonly List<MqttDelivery> _inFlight = [];
    private readonly HashSet<ushort> _ids = [];
    private ushort _lastId = lastId;
    private int _idsLeft;
    private long _bytes;

    // Of those in flight, so many were sent on the connection of now.
    private int _sent;

    public int Count => _waiting.Count + _inFlight.Count;

    public bool IsEmpty => Count == 0;

    /// <summary>No packet id behind it was given out.</summary>
    public ushort LastReservedId => (ushort)(_lastId + _idsLeft);

    public IEnumerable<MqttDelivery> All => _inFlight.Concat(_waiting);

    /// <summary>Gives it a packet id where it needs one.</summary>
    /// <returns>False where there is no room.</returns>
    public bool TryAdd(MqttDelivery delivery, MqttBrokerOptions options)
    {
        if (Count >= options.QueueMax || _bytes + delivery.Bytes > options.QueueBytesMax || !budget.TryTake(delivery.Bytes, options.QueuedBytesMax)) return false;
        _bytes += delivery.Bytes;
        if (delivery.Qos > 0) delivery.PacketId = NextId();
        _waiting.Enqueue(delivery);
        return true;
    }

    /// <summary>Puts back what the store had, in order. It may have been sent.</summary>
    public void Restore(MqttDelivery delivery)
    {
        budget.Take(delivery.Bytes);
        _bytes += delivery.Bytes;
        _ids.Add(delivery.PacketId);
        delivery.WasSent = true;
        if (delivery.IsReleased) _inFlight.Add(delivery);
        else _waiting.Enqueue(delivery);
    }

    /// <summary>Takes the next that may be sent now; one above QoS 0 is in flight from then on.</summary>
    /// <param name="inFlightMax">More are not sent.</param>
    public bool TryNext(int inFlightMax, [NotNullWhen(true)] out MqttDelivery? next)
    {
        if (_sent < _inFlight.Count)
        {
            next = _inFlight[_sent];
            if (!MayGoAgain(next, inFlightMax)) return false;
            _sent++;
            return true;
        }
        if (!_waiting.TryPeek(out next) || !MayGo(next, inFlightMax)) return false;
        _waiting.Dequeue();
        if (next.Qos == 0) Free(next);
        else
        {
            _inFlight.Add(next);
            _sent++;
        }
        return true;
    }

    /// <summary>Whether <see cref="TryNext"/> would find one.</summary>
    public bool HasNext(int inFlightMax) => _sent < _inFlight.Count ? MayGoAgain(_inFlight[_sent], inFlightMax) : (_waiting.TryPeek(out var next) && MayGo(next, inFlightMax));

    /// <returns>Null where no such packet is in flight.</returns>
    public MqttDelivery? Find(ushort packetId) => _inFlight.Find(delivery => delivery.PacketId == packetId);

    /// <summary>The client has it, or will never have it.</summary>
    public void Remove(MqttDelivery delivery)
    {
        int at = _inFlight.IndexOf(delivery);
        if (at < 0) return;
        _inFlight.RemoveAt(at);
        if (at < _sent) _sent--;
        Free(delivery);
    }

    /// <summary>Leaves out what the device may not be told any more.</summary>
    /// <returns>What that was.</returns>
    public List<MqttDelivery> Withhold(TopicAcl acl)
    {
        List<MqttDelivery> withheld = [.. All.Where(delivery => delivery.IsWithheldBy(acl))];
        foreach (var delivery in withheld) Remove(delivery);
        for (int i = _waiting.Count; i > 0; i--)
        {
            var delivery = _waiting.Dequeue();
            if (delivery.IsWithheldBy(acl)) Free(delivery);
            else _waiting.Enqueue(delivery);
        }
        return withheld;
    }

    /// <summary>The connection has ended: what is in flight is sent again on the next one, and QoS 0 is for those who are here.</summary>
    public void Rest()
    {
        _sent = 0;
        for (int i = _waiting.Count; i > 0; i--)
        {
            var delivery = _waiting.Dequeue();
            if (delivery.Qos > 0) _waiting.Enqueue(delivery);
            else Free(delivery);
        }
    }

    public void Clear()
    {
        foreach (var delivery in All) budget.Give(delivery.Bytes);
        _waiting.Clear();
        _inFlight.Clear();
        _ids.Clear();
        _bytes = _sent = 0;
    }

    /// <summary>Of what is in flight from an earlier connection: this one's client may take fewer at once. A release is no publish (MQTT 5 section 4.9).</summary>
    private bool MayGoAgain(MqttDelivery next, int inFlightMax) => next.IsReleased ? !next.IsBeingReleased : _sent < inFlightMax;

    private bool MayGo(MqttDelivery next, int inFlightMax) => !next.IsHeld && (next.Qos == 0 || _inFlight.Count < inFlightMax);

    private void Free(MqttDelivery delivery)
    {
        _bytes -= delivery.Bytes;
        budget.Give(delivery.Bytes);
        if (delivery.Qos > 0) _ids.Remove(delivery.PacketId);
    }

    // The queue is always shorter than there are ids.
    private ushort NextId()
    {
        do
        {
            _lastId++;
            _idsLeft = (_idsLeft == 0 ? IdsReserved : _idsLeft) - 1;
        }
        while (_lastId == 0 || !_ids.Add(_lastId));
        return _lastId;
    }
}
