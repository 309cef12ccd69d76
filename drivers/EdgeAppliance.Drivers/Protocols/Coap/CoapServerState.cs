namespace EdgeAppliance.Drivers.Protocols.Coap;

/// <summary>What a server keeps of its peers. All of it is guarded by the server's lock.</summary>
internal sealed class CoapServerState
{
    private readonly Action<CoapOutstanding> _givenUp;

    public CoapServerState(CoapHandler handler, CoapLimits limits, CoapTimes times, Random random)
    {
        Limits = limits;
        Retransmission = new CoapRetransmission(times, random, Counters);
        Observers = new CoapObservers(limits, Counters);
        Bodies = new CoapBodies(limits, Counters);
        LongReplies = new CoapLongReplies(limits);
        Notifier = new CoapNotifier(handler, Observers, Retransmission);
        _givenUp = Notifier.GiveUp;
    }

    public CoapLimits Limits { get; }

    /// <summary>Not guarded.</summary>
    public CoapCounters Counters { get; } = new();

    public CoapRetransmission Retransmission { get; }

    public CoapObservers Observers { get; }

    public CoapBodies Bodies { get; }

    public CoapLongReplies LongReplies { get; }

    public CoapNotifier Notifier { get; }

    /// <summary>Requests that wait for their answer.</summary>
    public int Pending { get; set; }

    public bool MayWait(CoapPeer peer) =>
        peer.Pending < Limits.PendingPerPeerMax && Pending < Limits.PendingMax && peer.Unacknowledged < Limits.PendingPerPeerMax;

    public void Forget(CoapPeer peer)
    {
        Observers.Forget(peer);
        Retransmission.Forget(peer);
        Bodies.Forget(peer);
        LongReplies.Forget(peer);
    }

    public void Tick(long nowMs)
    {
        Retransmission.Tick(nowMs, _givenUp);
        Bodies.Tick(nowMs);
        LongReplies.Tick(nowMs);
    }
}
