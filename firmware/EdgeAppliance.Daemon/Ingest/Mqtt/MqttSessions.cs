using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>All sessions, by their clients' names: who comes takes over what is there of it, who goes leaves what shall outlive it.</summary>
/// <param name="end">Told of a session that is over, with what it had subscribed to.</param>
/// <param name="publish">Publishes a last will of a session.</param>
internal sealed class MqttSessions(MqttSurroundings around, MqttState? state, Action<IReadOnlyList<MqttSubscription>> end, Action<MqttSession, LastWill> publish)
{
    private readonly Lock _lock = new();

    // Guarded by _lock.
    private readonly Dictionary<string, MqttSession> _sessions = new(StringComparer.Ordinal);
    private long _lastNumber;
    private int _connected;

    public int Connected => Volatile.Read(ref _connected);

    public int Count
    {
        get { lock (_lock) return _sessions.Count; }
    }

    public IReadOnlyList<MqttSession> All
    {
        get { lock (_lock) return [.. _sessions.Values]; }
    }

    /// <summary>Gives a connection its session; another connection of the same client ends.</summary>
    /// <param name="device">Null where everybody is taken.</param>
    /// <param name="isPresent">Whether it was there before.</param>
    /// <returns>Null where there are too many connections, of all or of the device; nothing is changed then.</returns>
    public MqttSession? Attach(MqttConnection connection, MqttConnect connect, KnownDevice? device, out bool isPresent)
    {
        var after = new List<Action>();
        MqttSession session;
        lock (_lock)
        {
            var found = _sessions.GetValueOrDefault(connect.ClientId);
            if (!TryCount_NeedsLock(device, found))
            {
                isPresent = false;
                return null;
            }
            if (found?.Connection is { } other) TakeOver_NeedsLock(found, other, after);
            isPresent = found is not null && !connect.CleanStart && found.IsPersistent && found.Device?.Record.Id == device?.Record.Id;
            if (found is not null && !isPresent) End_NeedsLock(found, after);
            session = isPresent ? found! : Add_NeedsLock(connect.ClientId);
            session.Device = device;
            session.ExpirySeconds = Math.Min(connect.SessionExpirySeconds, (uint)around.Options.SessionExpiryMax.TotalSeconds);
            session.Attach(connection);
        }
        foreach (var act in after) act();
        if (isPresent && session.IsStored) state?.Keep(session);
        return session;
    }

    /// <summary>The connection has ended.</summary>
    /// <param name="will">What is to be published for it; null for nothing.</param>
    public void Detach(MqttSession session, MqttConnection connection, LastWill? will)
    {
        var after = new List<Action>();
        lock (_lock)
        {
            if (session.Connection != connection)
            {
                // Another has taken over or the session has ended, and the will is settled, but for one that came too late for that.
                if (will is not null) state?.Drop(will);
                return;
            }
            Uncount_NeedsLock(session.Device);
            session.Detach(around.NowMs);
            if (will is not null && will.DelaySeconds > 0 && session.IsPersistent) session.Will = will;
            else if (will is not null) after.Add(() => publish(session, will));
            if (!session.IsPersistent) End_NeedsLock(session, after);
            else MakeRoom_NeedsLock(after);
        }
        foreach (var act in after) act();
    }

    /// <summary>Ends a session, whether its client is here or not.</summary>
    public void End(MqttSession session)
    {
        var after = new List<Action>();
        lock (_lock)
            if (_sessions.GetValueOrDefault(session.Client) == session) End_NeedsLock(session, after);
        foreach (var act in after) act();
    }

    /// <summary>Publishes the wills whose delay is over, and ends the sessions whose time is.</summary>
    public void Sweep()
    {
        var after = new List<Action>();
        long nowMs = around.NowMs;
        lock (_lock)
        {
            foreach (var session in _sessions.Values)
            {
                if (session.Connection is not null) continue;
                long awayMs = nowMs - session.AwaySinceMs;
                if (awayMs >= 1000L * session.ExpirySeconds || session.Device is { Ended.IsCancellationRequested: true }) after.Add(() => End(session));
                else if (session.Will is { } will && awayMs >= 1000L * will.DelaySeconds) after.Add(() => Release(session, will));
            }
        }
        foreach (var act in after) act();
    }

    /// <summary>What the store had.</summary>
    public MqttSession Restore(MqttStoredSession stored, KnownDevice? device)
    {
        lock (_lock)
        {
            var session = new MqttSession(stored.Client, stored.Number, state, around.Counters) { Device = device, ExpirySeconds = stored.ExpirySeconds, AwaySinceMs = around.NowMs, IsStored = true, LastReservedId = stored.LastReservedId };
            _sessions[stored.Client] = session;
            return session;
        }
    }

    private MqttSession Add_NeedsLock(string client) =>
        _sessions[client] = new MqttSession(client, state?.NextSession() ?? ++_lastNumber, state, around.Counters);

    /// <summary>Counts a connection before it is there, so that no two take the last place. What it takes over makes room for it, and is counted no more.</summary>
    private bool TryCount_NeedsLock(KnownDevice? device, MqttSession? found)
    {
        bool takesOver = found?.Connection is not null;
        if (takesOver) Uncount_NeedsLock(found!.Device);
        if (_connected < around.Options.ConnectionsMax && device?.TryCountConnection(around.Options.ConnectionsPerDeviceMax) != false)
        {
            _connected++;
            return true;
        }
        if (!takesOver) return false;
        _connected++;
        found!.Device?.CountConnection(1);
        return false;
    }

    private void Uncount_NeedsLock(KnownDevice? device)
    {
        _connected--;
        device?.CountConnection(-1);
    }

    private void TakeOver_NeedsLock(MqttSession session, MqttConnection other, List<Action> after)
    {
        around.Counters.Count(MqttCount.TakenOver);
        session.Detach(around.NowMs);
        // Section 3.1.4: its will is published, but that the new connection spares one that has a delay.
        if (other.TakeWill() is { } will)
        {
            if (will.DelaySeconds == 0 || !session.IsPersistent) after.Add(() => publish(session, will));
            else session.Will = will;
        }
        after.Add(() => other.End(MqttReason.SessionTakenOver));
    }

    private void Release(MqttSession session, LastWill will)
    {
        lock (_lock)
        {
            if (session.Will != will) return;
            session.Will = null;
        }
        publish(session, will);
    }

    private void End_NeedsLock(MqttSession session, List<Action> after)
    {
        _sessions.Remove(session.Client);
        if (session.Connection is not null) Uncount_NeedsLock(session.Device);
        // A session's end is as good as the end of its will's delay.
        if (session.Will is { } will) after.Add(() => publish(session, will));
        session.Will = null;
        var subscriptions = session.End();
        if (subscriptions.Count > 0) after.Add(() => end(subscriptions));
    }

    /// <summary>Of those who are away the one that has been longest goes where there are too many.</summary>
    private void MakeRoom_NeedsLock(List<Action> after)
    {
        if (_sessions.Count - _connected <= around.Options.SessionsMax) return;
        MqttSession? oldest = null;
        foreach (var session in _sessions.Values)
            if (session.Connection is null && (oldest is null || session.AwaySinceMs < oldest.AwaySinceMs)) oldest = session;
        if (oldest is null) return;
        around.Counters.Count(MqttCount.SessionsFull);
        End_NeedsLock(oldest, after);
    }
}
