namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>Puts what the store had back to where it was. Sessions of devices that may not come in any more are left out.</summary>
internal sealed class MqttRestore(MqttCore core) : IMqttStateTaker
{
    private readonly Dictionary<long, MqttSession> _sessions = [];

    public bool TakeSession(MqttStoredSession stored)
    {
        if (!core.Access.MayRestore(stored.Device, out var device)) return false;
        var session = core.Sessions.Restore(stored, device);
        _sessions[stored.Number] = session;
        foreach (var filter in stored.Filters)
            if (device is null || device.Acl.MaySubscribe(filter.Text)) core.Router.Subscribe(session, filter, out _);
        return true;
    }

    public bool TakeDelivery(long session, MqttDelivery delivery)
    {
        if (!_sessions.TryGetValue(session, out var found)) return false;
        found.Restore(delivery, core.Around.Budget);
        return true;
    }

    public bool TakeReceived(long session, ushort packetId)
    {
        if (!_sessions.TryGetValue(session, out var found)) return false;
        found.RestoreReceived(packetId);
        return true;
    }

    public bool TakeRetained(long key, MqttMessage message)
    {
        core.Retained.Restore(key, message);
        return true;
    }
}
