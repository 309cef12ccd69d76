using System.Collections.Concurrent;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>The nodes of a source and their devices, which topics name. Any thread asks.</summary>
internal sealed class SparkplugNodes(SparkplugSourceOptions options)
{
    private readonly ConcurrentDictionary<(string Group, string Name), SparkplugNode> _nodes = new();
    private int _count;

    /// <summary>Nodes and devices.</summary>
    public int Count => Volatile.Read(ref _count);

    public IEnumerable<SparkplugNode> All => _nodes.Values;

    /// <returns>False where the topic is not the source's. The stream is null where the topic names one node or device too many.</returns>
    public bool TryResolve(string topic, out DeviceStream? stream)
    {
        stream = null;
        if (!SparkplugTopic.TryParse(topic, out var parsed) || (options.Group is { } group && group != parsed.Group)) return false;
        if (parsed.Type is SparkplugMessageType.NodeCommand or SparkplugMessageType.DeviceCommand) return false;
        if (!_nodes.TryGetValue((parsed.Group, parsed.Node), out var node))
        {
            if (Count >= options.Limits.DevicesMax) return true;
            node = _nodes.GetOrAdd((parsed.Group, parsed.Node), key => new SparkplugNode(key.Group, key.Name, Make($"{key.Group}/{key.Name}")));
        }
        if (parsed.Device is null) stream = new SparkplugStream(node, node.Own, parsed.Type);
        else if (node.TryFind(parsed.Device, out var known)) stream = new SparkplugStream(node, known!, parsed.Type);
        else if (Count < options.Limits.DevicesMax)
            stream = new SparkplugStream(node, node.Device(parsed.Device, device => Make($"{node.Group}/{node.Name}/{device}")), parsed.Type);
        return true;
    }

    /// <param name="device">As readings name it: <c>{group}/{node}</c> or <c>{group}/{node}/{device}</c>.</param>
    public bool TryFind(string device, out SparkplugNode? node, out SparkplugUnit? unit)
    {
        node = null;
        unit = null;
        string[] ids = device.Split('/');
        if (ids.Length is < 2 or > 3 || !_nodes.TryGetValue((ids[0], ids[1]), out node)) return false;
        if (ids.Length == 3) return node.TryFind(ids[2], out unit);
        unit = node.Own;
        return true;
    }

    private SparkplugUnit Make(string device)
    {
        Interlocked.Increment(ref _count);
        return new SparkplugUnit(new DeviceStream(options.Name, device));
    }
}
