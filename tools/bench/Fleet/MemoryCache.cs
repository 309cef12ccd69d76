using EdgeAppliance.Bundles.Tuf.Client;

namespace EdgeAppliance.Bench.Fleet;

/// <summary>A device's trusted metadata, in memory: ten thousand devices' syncs of one disk are not what is measured.</summary>
internal sealed class MemoryCache : ITufCache
{
    private readonly Dictionary<string, byte[]> _files = [];

    public byte[]? Read(string name) => _files.GetValueOrDefault(name);

    public void Write(string name, ReadOnlySpan<byte> bytes) => _files[name] = bytes.ToArray();

    public void Delete(string name) => _files.Remove(name);
}
