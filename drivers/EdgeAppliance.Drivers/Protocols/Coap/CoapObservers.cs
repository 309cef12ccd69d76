namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>All observers, by path. Guarded by the server's lock.</summary>
internal sealed class CoapObservers(CoapLimits limits, CoapCounters counters)
{
    private readonly Dictionary<string, List<CoapObserver>> _byPath = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public bool TryAdd(CoapObserver observer)
    {
        var same = Find(observer.Peer, observer.Token, observer.Path);
        if (same is not null)
        {
            // RFC 7641 section 4.4: to the client it is one observation, whose numbers go on.
            observer.CountOn(same);
            Remove(same);
        }
        if (Count >= limits.ObserversMax || observer.Peer.Observers >= limits.ObserversPerPeerMax)
        {
            counters.Count(CoapCount.ObserversRefused);
            return false;
        }
        if (!_byPath.TryGetValue(observer.Path, out var list)) _byPath.Add(observer.Path, list = []);
        list.Add(observer);
        Count++;
        observer.Peer.Observers++;
        return true;
    }

    public IReadOnlyList<CoapObserver> Of(string path) => _byPath.TryGetValue(path, out var list) ? [.. list] : [];

    public bool Any(string path) => _byPath.ContainsKey(path);

    public CoapObserver? Find(CoapPeer peer, ReadOnlySpan<byte> token, string path)
    {
        if (peer.Observers == 0 || !_byPath.TryGetValue(path, out var list)) return null;
        foreach (var observer in list)
            if (observer.Peer == peer && token.SequenceEqual(observer.Token)) return observer;
        return null;
    }

    /// <summary>The peer knows nothing of the notification with that id (RFC 7641 section 3.6).</summary>
    public void Reset(CoapPeer peer, ushort messageId)
    {
        if (peer.Observers == 0) return;
        foreach (var observer in AllOf(peer))
            if (observer.LastMessageId == messageId) Remove(observer);
    }

    public void Forget(CoapPeer peer)
    {
        if (peer.Observers == 0) return;
        foreach (var observer in AllOf(peer)) Remove(observer);
    }

    public void Remove(CoapObserver observer)
    {
        if (observer.IsRemoved || !_byPath.TryGetValue(observer.Path, out var list) || !list.Remove(observer)) return;
        observer.IsRemoved = true;
        observer.Peer.Observers--;
        Count--;
        if (list.Count == 0) _byPath.Remove(observer.Path);
    }

    private List<CoapObserver> AllOf(CoapPeer peer)
    {
        var all = new List<CoapObserver>();
        foreach (var list in _byPath.Values)
            foreach (var observer in list)
                if (observer.Peer == peer) all.Add(observer);
        return all;
    }
}
