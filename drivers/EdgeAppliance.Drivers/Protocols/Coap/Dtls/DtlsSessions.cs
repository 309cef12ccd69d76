using System.Net;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>The sessions of one endpoint, by their addresses. Any thread asks.</summary>
internal sealed class DtlsSessions(CoapServer server, DtlsLimits limits, TimeProvider time)
{
    /// <summary>Of the sessions silent longest, so many are looked at for one to close.</summary>
    private const int CandidatesMax = 16;

    private readonly Lock _lock = new();

    // Guarded by _lock. The session silent longest is first.
    private readonly LinkedList<DtlsSession> _order = [];
    private readonly Dictionary<SocketAddress, LinkedListNode<DtlsSession>> _byAddress = [];

    /// <summary>Those that are open. The others keep their place until somebody needs it.</summary>
    public int Count { get { lock (_lock) return _order.Count(session => !session.IsClosed); } }

    /// <summary>The session of an address, from which something has come; null where there is none.</summary>
    public DtlsSession? Heard(SocketAddress address)
    {
        lock (_lock)
        {
            if (!_byAddress.TryGetValue(address, out var node)) return null;
            if (node.Value.IsClosed)
            {
                Remove_NeedsLock(node);
                return null;
            }
            node.Value.HeardAt = time.GetTimestamp();
            if (node != _order.Last)
            {
                _order.Remove(node);
                _order.AddLast(node);
            }
            return node.Value;
        }
    }

    /// <summary>Adds a session in the place of the one of its address.</summary>
    /// <returns>False where there are too many, and all of them busy.</returns>
    public bool TryAdd(DtlsSession session)
    {
        lock (_lock)
        {
            if (_byAddress.TryGetValue(session.Udp.Address, out var before)) Close_NeedsLock(before);
            if (_order.Count >= limits.SessionsMax && !TryForgetOne_NeedsLock()) return false;
            session.HeardAt = time.GetTimestamp();
            _byAddress.Add(session.Udp.Address, _order.AddLast(session));
            return true;
        }
    }

    public void CloseIdle()
    {
        lock (_lock)
        {
            for (var node = _order.First; node is not null && time.GetElapsedTime(node.Value.HeardAt) >= limits.SessionIdle;)
            {
                var next = node.Next;
                if (IsIdle(node.Value)) Close_NeedsLock(node);
                node = next;
            }
        }
    }

    public void Close(Func<DtlsSession, bool> which)
    {
        lock (_lock)
        {
            for (var node = _order.First; node is not null;)
            {
                var next = node.Next;
                if (which(node.Value)) Close_NeedsLock(node);
                node = next;
            }
        }
    }

    public void CloseAll()
    {
        lock (_lock)
            while (_order.First is { } node) Close_NeedsLock(node);
    }

    private bool TryForgetOne_NeedsLock()
    {
        var node = _order.First;
        for (int i = 0; i < CandidatesMax && node is not null; i++, node = node.Next)
        {
            if (!IsIdle(node.Value)) continue;
            Close_NeedsLock(node);
            server.Counters.Count(CoapCount.PeersForgotten);
            return true;
        }
        return false;
    }

    private bool IsIdle(DtlsSession session) => session.IsClosed || (!session.IsHandshaking && server.TryForgetIdle(session));

    private void Close_NeedsLock(LinkedListNode<DtlsSession> node)
    {
        node.Value.Close();
        Remove_NeedsLock(node);
    }

    private void Remove_NeedsLock(LinkedListNode<DtlsSession> node)
    {
        _byAddress.Remove(node.Value.Udp.Address);
        _order.Remove(node);
    }
}
