namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Puts what the store had back to where it was. Sessions of devices that may not come in any more are left out.</summary>
internal sealed class MqttRestore(MqttCore core) : IMqttStateTaker
{
    private readonly Dictionary<long, MqttSession> _sessions = [];

    public bool TakeSession(MqttStoredSession stored)
    {
        // Its client's connection ended with the broker, and so did one that does not last longer.
        if (stored.ExpirySeconds == 0 || !core.Access.MayRestore(stored.Device, out var device)) return false;
        var session = core.Sessions.Restore(stored, device);
        _sessions[stored.Number] = session;
        foreach (var filter in stored.Filters)
            if (device is null || device.Acl.MaySubscribe(filter.Text)) core.Router.Subscribe(session, filter, out _);
        return true;
    }

    public bool TakeDelivery(long session, MqttDelivery delivery)
    {
        if (!_sessions.TryGetValue(session, out var found)) return false;
        if (found.Device is { } device && delivery.IsWithheldBy(device.Acl))
        {
            core.Around.Counters.Count(MqttCount.DeliveryWithheld);
            return false;
        }
        found.Restore(delivery, core.Around.Budget);
        return true;
    }

    public bool TakeReceived(long session, ushort packetId, bool isTaken)
    {
        if (!_sessions.TryGetValue(session, out var found)) return false;
        found.RestoreReceived(packetId, isTaken);
        return true;
    }

    public bool TakeRetained(long key, MqttMessage message)
    {
        core.Retained.Restore(key, message);
        return true;
    }

    public bool TakeWill(long session, string device, LastWill will)
    {
        if (!core.Access.MayRestore(device, out var known))
        {
            core.Around.Counters.Count(MqttCount.WillWithheld);
            return false;
        }
        var found = _sessions.GetValueOrDefault(session);
        if (found?.Device?.Record.Id != known?.Record.Id) found = null;
        if (found is not null && will.DelaySeconds > 0) found.Will = will;
        else core.Ended.Enqueue((found ?? new MqttSession("", session, null, core.Around.Counters) { Device = known }, will));
        return true;
    }
}
