using EdgeAppliance.Storage.Blobs;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What outlives the broker, by kind: sessions, what waits for them, the packet ids of what they sent at QoS 2, retained
/// messages and last wills. Everything is in memory too; <see cref="MqttStateFormat"/> says how it lies in the store.</summary>
internal sealed class MqttState(BlobStore store, TimeProvider time)
{
    private const int KindShift = 48;
    private const int IdBits = 16;
    private const byte NotTaken = 1;

    private const long Session = 1L << KindShift;
    private const long Delivery = 2L << KindShift;
    private const long Id = 3L << KindShift;
    private const long Retained = 4L << KindShift;
    private const long Will = 5L << KindShift;

    /// <summary>What stands around a message that waits for a client: its topic, and the identifiers of subscriptions.</summary>
    private const int BesideBytesMax = 3 * MqttTopic.CharsMax + 2048;

    private long _lastSession;
    private long _lastDelivery;
    private long _lastRetained;
    private long _lastWill;

    /// <summary>Whether the store takes it, retained or for a client.</summary>
    public static bool Takes(MqttMessage message) => (long)message.Payload.Length + message.Properties.Length <= BlobStore.BlobBytesMax - BesideBytesMax;

    public MqttTogether Together() => new(store);

    public long NextSession() => Interlocked.Increment(ref _lastSession);

    /// <returns>Done once it is on stable storage.</returns>
    public Task Keep(MqttSession session) => session.Keep(store, Session + session.Number);

    public void Drop(MqttSession session)
    {
        if (session.IsStored) store.Delete(Session + session.Number);
    }

    /// <param name="together">What it is stored with; null where by itself.</param>
    /// <returns>Done once it is on stable storage, where it is stored by itself.</returns>
    public Task Keep(MqttSession session, MqttDelivery delivery, MqttTogether? together)
    {
        delivery.Key = Delivery + Interlocked.Increment(ref _lastDelivery);
        byte[] blob = MqttStateFormat.Write(session, delivery, time);
        if (together is null) return store.Put(delivery.Key, blob);
        together.Add(delivery.Key, blob);
        together.Hold(session, delivery);
        return Task.CompletedTask;
    }

    /// <inheritdoc cref="Keep(MqttSession)"/>
    public Task KeepReleased(MqttSession session, MqttDelivery delivery) => store.Put(delivery.Key, MqttStateFormat.Write(session, delivery, time));

    public void Drop(MqttDelivery delivery)
    {
        if (delivery.Key != 0) store.Delete(delivery.Key);
    }

    /// <param name="isTaken">Whether its source has it; where not, that is noted by the other one.</param>
    public void KeepReceived(MqttSession session, ushort packetId, MqttTogether together, bool isTaken)
    {
        // It is put before, and what is put later is stored no earlier.
        if (!session.IsStored) Keep(session);
        together.Add(IdKey(session, packetId), isTaken ? [] : [NotTaken]);
    }

    /// <inheritdoc cref="KeepReceived(MqttSession, ushort, MqttTogether, bool)"/>
    public void KeepReceived(MqttSession session, ushort packetId) => store.Put(IdKey(session, packetId), []);

    /// <returns>Done once that is on stable storage.</returns>
    public Task DropReceived(MqttSession session, ushort packetId) => store.Delete(IdKey(session, packetId));

    /// <inheritdoc cref="Keep(MqttSession)"/>
    public Task Keep(MqttSession session, LastWill will)
    {
        // What belongs to a session that lasts is published by it after a crash, when its delay is over.
        Keep(session);
        will.Key = Will + Interlocked.Increment(ref _lastWill);
        return store.Put(will.Key, MqttStateFormat.Write(session, will, time));
    }

    /// <summary>It is published, or will never be.</summary>
    public void Drop(LastWill will)
    {
        if (will.Key != 0) store.Delete(will.Key);
    }

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
                    return to.TakeReceived(place >> IdBits, (ushort)place, isTaken: blob.Length == 0);
                case Retained:
                    _lastRetained = Math.Max(_lastRetained, place);
                    return to.TakeRetained(kind + place, MqttStateFormat.ReadMessage(blob, time));
                case Will:
                    _lastWill = Math.Max(_lastWill, place);
                    var will = MqttStateFormat.ReadWill(blob, time, out long owner, out string device);
                    // A session that is not stored itself has had that number.
                    _lastSession = Math.Max(_lastSession, owner);
                    will.Key = kind + place;
                    return to.TakeWill(owner, device, will);
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
