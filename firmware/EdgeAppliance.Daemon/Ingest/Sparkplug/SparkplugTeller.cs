using System.Text.Json;
using EdgeAppliance.Daemon.Twins;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>Writes command messages to a source's nodes and devices. Any thread asks.</summary>
internal sealed class SparkplugTeller(SparkplugNodes nodes, BrokerPublish publish, TimeProvider time)
{
    private const string NodeControl = "Node Control/", DeviceControl = "Device Control/";

    /// <summary>Sends a value to one metric of a node or device, <c>Node Control/Rebirth</c> among them.</summary>
    /// <returns>Null where the source does not know the device.</returns>
    public DeviceAnswer? Command(string device, string name, JsonElement value)
    {
        if (!nodes.TryFind(device, out var node, out var unit)) return null;
        var order = Begin();
        if (!TryFind(node!, unit!, name, out var type, out var refusal)) return refusal;
        if (order.Add(name, type, value) is { } wrong) return new DeviceAnswer(DeviceAnswerKind.BadValue, wrong);
        Send(device, order);
        return new DeviceAnswer(DeviceAnswerKind.Sent);
    }

    /// <summary>Sends those of a desired state's properties that are metrics of the node or device, controls excepted: to be born anew is no state. One that is
    /// not there, or not born, is told when it is. What cannot be told is left out, and the rest is told.</summary>
    public void Desire(string device, JsonElement desired)
    {
        if (!nodes.TryFind(device, out var node, out var unit)) return;
        var order = Begin();
        foreach (var property in desired.EnumerateObject())
        {
            if (JsonTexts.NameOf(property) is not { } name) continue;
            bool isControl = name.StartsWith(NodeControl, StringComparison.Ordinal) || name.StartsWith(DeviceControl, StringComparison.Ordinal);
            if (!isControl && TryFind(node!, unit!, name, out var type, out _)) order.Add(name, type, property.Value);
        }
        if (order.Metrics > 0) Send(device, order);
    }

    private SparkplugOrder Begin() => new((ulong)Math.Max(0, time.GetUtcNow().ToUnixTimeMilliseconds()));

    private static bool TryFind(SparkplugNode node, SparkplugUnit unit, string name, out SparkplugDataType type, out DeviceAnswer? refusal)
    {
        (type, refusal) = (default, null);
        lock (node.Lock)
        {
            if (!node.Own.IsBorn || !unit.IsBorn) refusal = new DeviceAnswer(DeviceAnswerKind.Failed, $"'{unit.Stream.Device}' is not there now: it was not born since it died, or since the start.");
            else if (!unit.Channels!.TryFind(name, out var definition)) refusal = new DeviceAnswer(DeviceAnswerKind.NoSuchCommand, $"'{unit.Stream.Device}' has no metric '{name}'.");
            else type = definition.Value.Type;
        }
        return refusal is null;
    }

    private void Send(string device, SparkplugOrder order)
    {
        string[] ids = device.Split('/');
        string topic = ids.Length == 2
            ? SparkplugTopic.Of(ids[0], SparkplugMessageType.NodeCommand, ids[1])
            : SparkplugTopic.Of(ids[0], SparkplugMessageType.DeviceCommand, ids[1], ids[2]);
        publish(topic, order.Payload, retain: false);
    }
}
