using EdgeAppliance.FuzzTests.Engine;

namespace EdgeAppliance.FuzzTests.Mqtt;

/// <summary>What a client sends from its connection's start to its end, with damage: in a packet's body with a length that fits, so that
/// it is looked into, and in the bytes of all.</summary>
internal static class Conversations
{
    private static readonly Mutator Damage = new([.. Good().Select(c => c.SelectMany(p => p).ToArray())], Corpus.Tokens("MQTT", "\0\x04MQTT\x05", "+", "#", "$SYS", "plant/1/telemetry", "{\"temp\":", "\0\0"));

    public static IEnumerable<byte[]> Whole() => Good().Select(c => c.SelectMany(p => p).ToArray());

    public static byte[] Make(Random random)
    {
        var all = Good().ToArray();
        var packets = all[random.Next(all.Length)].ToList();
        if (random.Next(4) > 0) packets[random.Next(packets.Count)] = WithDamagedBody(packets[random.Next(packets.Count)], random);
        if (random.Next(8) == 0) packets.Insert(random.Next(packets.Count), packets[random.Next(packets.Count)]);
        byte[] stream = packets.SelectMany(p => p).ToArray();
        return random.Next(4) == 0 ? Damage.Damage(stream, random) : stream;
    }

    private static byte[] WithDamagedBody(byte[] packet, Random random)
    {
        int start = 1;
        while ((packet[start++] & 0x80) != 0)
        {
        }
        byte first = random.Next(6) == 0 ? (byte)random.Next(256) : packet[0];
        return Packets.Frame(first, Damage.Damage(packet[start..], random));
    }

    private static IEnumerable<byte[][]> Good()
    {
        foreach (int version in new[] { 4, 5 })
        {
            string reading = """{"seq": 1, "temp": 21.5}""";
            yield return [Packets.Connect(version, "one"), Packets.Publish(version, 1, 7, "plant/1/telemetry", reading), Packets.Publish(version, 0, 0, "plant/2/telemetry", reading), Packets.PingRequest];
            yield return
            [
                Packets.Connect(version, "two"), Packets.Subscribe(version, 1, "plant/+/telemetry"), Packets.Publish(version, 2, 8, "plant/1/telemetry", reading),
                Packets.Acknowledge(0x62, 8), Packets.Publish(version, 1, 9, "other", "x"), Packets.Acknowledge(0x40, 1), Packets.Acknowledge(0x50, 2), Packets.Acknowledge(0x70, 2),
                Packets.Unsubscribe(version, 3, "plant/+/telemetry"), Packets.Disconnect,
            ];
            yield return [Packets.ConnectWithWill(version, "three"), Packets.Publish(version, 1, 1, "plant/3/telemetry", "{"), Packets.Publish(version, 1, 1, "plant/3/telemetry", reading)];
        }
        yield return [Packets.Connect(5, "four"), Packets.PublishWithProperties(1, "plant/4/telemetry", "{\"a\": 1}"), Packets.PublishWithProperties(2, "", "{\"a\": 2}")];
        yield return [Packets.Connect(3, "five")];
    }
}
