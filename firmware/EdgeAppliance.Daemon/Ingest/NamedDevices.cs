namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A source's devices, which topics or paths name. Any thread asks.</summary>
internal sealed class NamedDevices(string source, TopicFilter filter, PayloadLimits limits)
{
    private readonly DeviceTable _devices = new(source, limits);

    public int Count => _devices.Count;

    /// <returns>False where the topic is not the source's. The device is null where the topic names none, or one too many.</returns>
    public bool TryResolve(string topic, out DeviceStream? device)
    {
        device = null;
        if (!filter.TryMatch(topic, out string name)) return false;
        device = _devices.Find(name.Length == 0 ? source : name);
        return true;
    }
}
