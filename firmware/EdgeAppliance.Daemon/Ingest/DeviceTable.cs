using System.Buffers;
using System.Collections.Concurrent;
using System.Text;
using System.Text.Unicode;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>A source's devices by their names. Any thread asks; one seen before costs one look-up.</summary>
internal sealed class DeviceTable(string source, PayloadLimits limits)
{
    private readonly ConcurrentDictionary<string, DeviceStream> _devices = new(StringComparer.Ordinal);

    public int Count => _devices.Count;

    /// <returns>Null where it is no name of a device, or one too many.</returns>
    public DeviceStream? Find(string name)
    {
        if (_devices.TryGetValue(name, out var device)) return device;
        if (_devices.Count >= limits.DevicesMax || !IsDeviceName(name)) return null;
        return _devices.GetOrAdd(name, static (n, source) => new DeviceStream(source, n), source);
    }

    /// <param name="name">UTF-8.</param>
    public DeviceStream? Find(ReadOnlySpan<byte> name)
    {
        if (name.Length > limits.NameBytesMax) return null;
        Span<char> text = stackalloc char[limits.NameBytesMax];
        if (Utf8.ToUtf16(name, text, out _, out int length, replaceInvalidSequences: false) != OperationStatus.Done) return null;
        return _devices.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out var device) ? device : Find(text[..length].ToString());
    }

    public bool IsDeviceName(string name)
    {
        if (name.Length == 0 || Encoding.UTF8.GetByteCount(name) > limits.NameBytesMax) return false;
        foreach (char c in name)
            if (char.IsControl(c)) return false;
        return true;
    }
}
