namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>Sends confirmable messages again until they are acknowledged (RFC 7252 section 4.2). Guarded by the server's lock.</summary>
internal sealed class CoapRetransmission(CoapTimes times, Random random, CoapCounters counters)
{
    private readonly List<CoapOutstanding> _all = [];

    public int Count => _all.Count;

    public void Send(CoapOutstanding message, long nowMs)
    {
        double factor = 1 + random.NextDouble() * (times.AckRandomFactor - 1);
        message.TimeoutMs = (long)(times.AckTimeout.TotalMilliseconds * factor);
        message.DueMs = nowMs + message.TimeoutMs;
        message.Peer.Unacknowledged++;
        _all.Add(message);
        message.Peer.Send(message.Datagram);
    }

    /// <returns>What was acknowledged or reset; null where nothing of that id is outstanding.</returns>
    public CoapOutstanding? Take(CoapPeer peer, ushort messageId)
    {
        if (peer.Unacknowledged == 0) return null;
        for (int i = 0; i < _all.Count; i++)
            if (_all[i].MessageId == messageId && _all[i].Peer == peer) return RemoveAt(i);
        return null;
    }

    public void Forget(CoapPeer peer)
    {
        for (int i = _all.Count - 1; i >= 0; i--)
            if (_all[i].Peer == peer) RemoveAt(i);
    }

    /// <param name="givenUp">Called for each message that was sent as often as is allowed.</param>
    public void Tick(long nowMs, Action<CoapOutstanding> givenUp)
    {
        for (int i = _all.Count - 1; i >= 0; i--)
        {
            var message = _all[i];
            if (message.DueMs > nowMs) continue;
            if (message.Retransmissions == times.RetransmitMax)
            {
                RemoveAt(i);
                counters.Count(CoapCount.GivenUp);
                givenUp(message);
                continue;
            }
            message.Retransmissions++;
            message.TimeoutMs *= 2;
            message.DueMs = nowMs + message.TimeoutMs;
            counters.Count(CoapCount.Retransmissions);
            message.Peer.Send(message.Datagram);
        }
    }

    private CoapOutstanding RemoveAt(int index)
    {
        var message = _all[index];
        _all[index] = _all[^1];
        _all.RemoveAt(_all.Count - 1);
        message.Peer.Unacknowledged--;
        return message;
    }
}
