using EdgeAppliance.Storage.Blobs;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What outlives the broker, by kind: sessions, what waits for them, the packet ids of what they sent at QoS 2, and retained
/// messages. Everything is in memory too; <see cref="MqttStateFormat"/> says how it lies in the store.</summary>
internal sealed class MqttState(BlobStore store, TimeProvider time)
{
    private const int KindShift = 48;
    private const int IdBits = 16;

    private const long Session = 1L << KindShift;
    private const long Delivery = 2L << KindShift;
    private const long Id = 3L << KindShift;
    private const long Retained = 4L << KindShift;

    private long _lastSession;
    private long _lastDelivery;
    private long _lastRetained;

    public long NextSession() => Interlocked.Increment(ref _lastSession);

    /// <returns>Done once it is on stable storage.</returns>
    public Task Keep(MqttSession session)
    {
        if (!session.IsPersistent) return Task.CompletedTask;
        session.IsStored = true;
        return store.Put(Session + session.Number, MqttStateFormat.Write(session));
    }

    public void Drop(MqttSession session)
    {
        if (session.IsStored) store.Delete(Session + session.Number);
    }

    /// <inheritdoc cref="Keep(MqttSession)"/>
    public Task Keep(MqttSession session, MqttDelivery delivery)
    {
        delivery.Key = Delivery + Interlocked.Increment(ref _lastDelivery);
        return store.Put(delivery.Key, MqttStateFormat.Write(session, delivery, time));
    }

    /// <summary>Whoever waits for nothing: after a crash it is sent again, and its client knows the packet id.</summary>
    public void KeepReleased(MqttSession session, MqttDelivery delivery) => store.Put(delivery.Key, MqttStateFormat.Write(session, delivery, time));

    public void Drop(MqttDelivery delivery)
    {
        if (delivery.Key != 0) store.Delete(delivery.Key);
    }

    /// <inheritdoc cref="Keep(MqttSession)"/>
    public Task KeepReceived(MqttSession session, ushort packetId)
    {
        // Both in one sync: they are put one right after the other, and the later one's is no earlier.
        if (!session.IsStored) Keep(session);
        return store.Put(IdKey(session, packetId), []);
    }

    public void DropReceived(MqttSession session, ushort packetId) => store.Delete(IdKey(session, packetId));

    /// <param name="key">0 where the topic had no message; else where it is kept.</param>
    /// <returns>Done once it is on stable storage.</returns>
    public Task Retain(ref long key, MqttMessage message)
    {
        if (key == 0) key = Retained + Interlocked.Increment(ref _lastRetained);
        return store.Put(key, MqttStateFormat.Write(message, time));
    }

    /// <returns>Done once it is on stable storage.</returns>
    public Task DropRetained(long key) => store.Delete(key);

    /// <summary>Hands on what is stored: sessions first, then what belongs to them.</summary>
    /// <exception cref="IOException">The store cannot be read.</exception>
    public void Load(IMqttStateTaker to)
    {
        store.Load((key, blob) =>
        {
            long place = key & ((1L << KindShift) - 1);
            if (!TryTake(to, key - place, place, blob)) store.Delete(key);
        });
    }

    private static long IdKey(MqttSession session, ushort packetId) => Id + (session.Number << IdBits) + packetId;

    private bool TryTake(IMqttStateTaker to, long kind, long place, byte[] blob)
    {
        try
        {
            switch (kind)
            {
                case Session:
                    _lastSession = Math.Max(_lastSession, place);
                    return to.TakeSession(MqttStateFormat.ReadSession(place, blob));
                case Delivery:
                    _lastDelivery = Math.Max(_lastDelivery, place);
                    var delivery = MqttStateFormat.ReadDelivery(blob, time, out long session);
                    delivery.Key = kind + place;
                    return to.TakeDelivery(session, delivery);
                case Id:
                    return to.TakeReceived(place >> IdBits, (ushort)place);
                case Retained:
                    _lastRetained = Math.Max(_lastRetained, place);
                    return to.TakeRetained(kind + place, MqttStateFormat.ReadMessage(blob, time));
                default:
                    return false;
            }
        }
        catch (Exception e) when (e is MqttProtocolException or ArgumentException or OverflowException)
        {
            return false;
        }
    }
}
