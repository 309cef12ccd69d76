using System.Collections.Concurrent;
using System.Text;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A source's devices, which topics or paths name. Any thread asks.</summary>
internal sealed class NamedDevices(string source, TopicFilter filter, PayloadLimits limits)
{
    private readonly ConcurrentDictionary<string, DeviceStream> _devices = new(StringComparer.Ordinal);

    public int Count => _devices.Count;

    /// <returns>False where the topic is not the source's. The device is null where the topic names none, or one too many.</returns>
    public bool TryResolve(string topic, out DeviceStream? device)
    {
        device = null;
        if (!filter.TryMatch(topic, out string name)) return false;
        if (name.Length == 0) name = source;
        if (_devices.TryGetValue(name, out device)) return true;
        if (_devices.Count >= limits.DevicesMax || !IsDeviceName(name)) return true;
        device = _devices.GetOrAdd(name, static (n, source) => new DeviceStream(source, n), source);
        return true;
    }

    private bool IsDeviceName(string name)
    {
        if (Encoding.UTF8.GetByteCount(name) > limits.NameBytesMax) return false;
        foreach (char c in name)
            if (char.IsControl(c)) return false;
        return true;
    }
}
