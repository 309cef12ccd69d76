using EdgeAppliance.Core.Identity;
using EdgeAppliance.Storage.Blobs;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What is known of a client, which may outlive its connection (MQTT 5 section 4.1): subscriptions, what it is to be told, and
/// the packet ids of what it sends at QoS 2. Any thread uses it.</summary>
/// <param name="number">By which the store knows it.</param>
/// <param name="state">Null where nothing outlives the broker.</param>
internal sealed partial class MqttSession(string client, long number, MqttState? state, MqttCounters counters)
{
    /// <summary>Bytes that are made ready before they are sent.</summary>
    private const int FillBytes = 64 * 1024;

    private readonly Lock _lock = new();

    // Guarded by _lock. Most clients only publish and have none of these.
    private Dictionary<string, MqttSubscription>? _subscriptions;
    private MqttQueue? _queue;
    private bool _hasEnded;

    private readonly ushort _lastReservedId;

    private volatile MqttConnection? _connection;

    public string Client => client;

    public long Number => number;

    /// <summary>Whose it is; null where everybody is taken.</summary>
    public KnownDevice? Device { get; set; }

    /// <summary>How long it outlives its connection; 0 for not at all.</summary>
    public uint ExpirySeconds { get; set; }

    public bool IsPersistent => ExpirySeconds > 0;

    /// <summary>The store knows of it.</summary>
    public bool IsStored { get; set; }

    /// <summary>Null while the client is away.</summary>
    public MqttConnection? Connection => _connection;

    /// <summary>By the clock that is never set, in ms; of use while the client is away.</summary>
    public long AwaySinceMs { get; set; }

    /// <summary>Waits for its delay to be over, while the client is away.</summary>
    public LastWill? Will { get; set; }

    /// <summary>Of those who share a subscription it is worth asking.</summary>
    public bool TakesMore => _connection is not null;

    /// <summary>No packet id behind it was given out, here or before a restart.</summary>
    public ushort LastReservedId
    {
        get { lock (_lock) return _queue?.LastReservedId ?? _lastReservedId; }
        init => _lastReservedId = value;
    }

    public IReadOnlyList<MqttSubscription> Subscriptions
    {
        get { lock (_lock) return _subscriptions is null ? [] : [.. _subscriptions.Values]; }
    }

    public int Queued
    {
        get { lock (_lock) return _queue?.Count ?? 0; }
    }

    /// <summary>Has the store keep what it is now. Who subscribes and who is to be told ask for it at once: what is older must not come to the store later.</summary>
    /// <returns>Done once it is on stable storage.</returns>
    public Task Keep(BlobStore store, long key)
    {
        lock (_lock)
        {
            // One that lasts no longer than its connection from now on ends with a crash, too.
            if (_hasEnded || (!IsPersistent && !IsStored)) return Task.CompletedTask;
            IsStored = true;
            return store.Put(key, MqttStateFormat.Write(this));
        }
    }

    /// <summary>From now on what it is to be told goes there.</summary>
    public void Attach(MqttConnection connection)
    {
        lock (_lock)
        {
            _queue?.Rest();
            _connection = connection;
            ReleaseAgain_NeedsLock();
            if (Will is { } spared) state?.Drop(spared);
            Will = null;
        }
    }

    public void Detach(long nowMs)
    {
        lock (_lock)
        {
            _connection = null;
            AwaySinceMs = nowMs;
            _queue?.Rest();
        }
    }

    /// <summary>It is over: nothing is told any more, and the store forgets it.</summary>
    /// <returns>What it had subscribed to.</returns>
    public IReadOnlyList<MqttSubscription> End()
    {
        lock (_lock)
        {
            _hasEnded = true;
            _connection = null;
            MqttSubscription[] subscriptions = _subscriptions is null ? [] : [.. _subscriptions.Values];
            if (_queue is not null)
                foreach (var delivery in _queue.All) state?.Drop(delivery);
            if (_received is not null && IsStored)
                foreach (ushort id in _received.Keys) state?.DropReceived(this, id);
            state?.Drop(this);
            _queue?.Clear();
            _subscriptions = null;
            _received = null;
            return subscriptions;
        }
    }

    /// <param name="old">What it takes the place of; null where there was none.</param>
    /// <returns>False where there are too many.</returns>
    public bool TrySubscribe(MqttSubscription subscription, int max, out MqttSubscription? old)
    {
        lock (_lock)
        {
            _subscriptions ??= new(StringComparer.Ordinal);
            if (!_subscriptions.TryGetValue(subscription.Asked.Text, out old) && (_subscriptions.Count >= max || _hasEnded)) return false;
            _subscriptions[subscription.Asked.Text] = subscription;
            return true;
        }
    }

    /// <returns>What it was; null where there was none.</returns>
    public MqttSubscription? Unsubscribe(string filter)
    {
        lock (_lock) return _subscriptions is not null && _subscriptions.Remove(filter, out var old) ? old : null;
    }

    /// <summary>Queues a message.</summary>
    /// <param name="together">What it is kept with; null where it is kept by itself.</param>
    /// <param name="kept">Done once it is on stable storage, where the session lasts and it is kept by itself.</param>
    /// <returns>False where there is no room.</returns>
    public bool TryDeliver(MqttDelivery delivery, MqttSurroundings around, MqttTogether? together, out Task kept)
    {
        kept = Task.CompletedTask;
        MqttConnection? connection;
        lock (_lock)
        {
            connection = _connection;
            // At QoS 0 it is for those who are here.
            if (_hasEnded || (connection is null && delivery.Qos == 0)) return true;
            bool isKept = delivery.Qos > 0 && IsPersistent && state is not null;
            if (isKept && !MqttState.Takes(delivery.Message)) return false;
            _queue ??= new MqttQueue(around.Budget, _lastReservedId);
            ushort reserved = _queue.LastReservedId;
            if (!_queue.TryAdd(delivery, around.Options)) return false;
            if (isKept)
            {
                // What is put later is stored no earlier.
                if (_queue.LastReservedId != reserved) state!.Keep(this);
                kept = state!.Keep(this, delivery, together);
            }
        }
        connection?.Tell();
        return true;
    }

    /// <summary>What waits is not told where the device may not be told it any more.</summary>
    public void Withhold(TopicAcl acl)
    {
        lock (_lock)
        {
            foreach (var delivery in _queue?.Withhold(acl) ?? [])
            {
                state?.Drop(delivery);
                counters.Count(MqttCount.DeliveryWithheld);
            }
        }
    }

    /// <summary>What was held is kept now, and may be told.</summary>
    public void LetGo(MqttDelivery delivery)
    {
        lock (_lock) delivery.IsHeld = false;
        _connection?.Tell();
    }

    /// <summary>Makes ready what the connection may be told now.</summary>
    /// <returns>Whether there is more.</returns>
    public bool Fill(MqttBytes to, MqttConnection connection)
    {
        lock (_lock)
        {
            if (_queue is not { } queue || _connection != connection) return false;
            var terms = connection.Terms;
            long nowMs = connection.NowMs;
            while (to.Count < FillBytes && queue.TryNext(terms.InFlightMax, out var next)) Write_NeedsLock(to, next, terms, nowMs);
            return queue.HasNext(terms.InFlightMax);
        }
    }

    /// <summary>The client has a message (PUBACK, PUBCOMP), or refuses it (PUBREC with a reason).</summary>
    /// <returns>False where none of that packet id is in flight.</returns>
    public bool Acknowledge(ushort packetId)
    {
        lock (_lock)
        {
            if (_queue?.Find(packetId) is not { } delivery) return false;
            Remove_NeedsLock(delivery);
            return true;
        }
    }

    /// <summary>The client has a message at QoS 2, and waits to hear that it may forget its packet id (PUBREC).</summary>
    /// <param name="kept">Done once that is on stable storage: not before may the client forget it, since the message would be another to it if it came again.</param>
    /// <inheritdoc cref="Acknowledge"/>
    public bool Release(ushort packetId, out Task kept)
    {
        kept = Task.CompletedTask;
        lock (_lock)
        {
            if (_queue?.Find(packetId) is not { Qos: 2 } delivery) return false;
            delivery.IsReleased = true;
            if (delivery.Key != 0 && state is not null) kept = delivery.Released = state.KeepReleased(this, delivery);
            return true;
        }
    }

    /// <summary>What a connection that has ended since was still to be told by.</summary>
    private void ReleaseAgain_NeedsLock()
    {
        foreach (var delivery in _queue?.All ?? [])
        {
            if (!delivery.IsBeingReleased) continue;
            delivery.Released = state!.KeepReleased(this, delivery);
            _ = delivery.Released.ContinueWith(
                kept =>
                {
                    if (kept.IsCompletedSuccessfully) _connection?.Tell();
                    else _connection?.Abort(null);
                },
                CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
        }
    }

    /// <summary>What the store had.</summary>
    public void Restore(MqttDelivery delivery, MqttBudget budget) => (_queue ??= new MqttQueue(budget, _lastReservedId)).Restore(delivery);

    private void Write_NeedsLock(MqttBytes to, MqttDelivery delivery, MqttTerms terms, long nowMs)
    {
        if (delivery.IsReleased)
        {
            MqttPackets.Ack(to, MqttPackets.PubRel, delivery.PacketId);
            return;
        }
        // Section 4.3.3: what was sent at QoS 2 does not expire, for the client may know its packet id.
        bool isOver = delivery.Message.ExpiresAtMs <= nowMs && !(delivery.Qos == 2 && delivery.WasSent);
        MqttPublishHead head = default;
        if (isOver || !terms.TryHead(delivery, nowMs, out head))
        {
            counters.Count(isOver ? MqttCount.MessageExpired : MqttCount.DeliveryTooLarge);
            if (delivery.Qos > 0) Remove_NeedsLock(delivery);
            return;
        }
        MqttPackets.WritePublish(to, delivery, head);
        if (!delivery.WasSent) counters.Count(MqttCount.Delivered);
        delivery.WasSent = true;
    }

    private void Remove_NeedsLock(MqttDelivery delivery)
    {
        state?.Drop(delivery);
        _queue!.Remove(delivery);
    }
}
