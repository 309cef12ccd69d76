using System.Buffers;
using System.Text;
using EdgeAppliance.Daemon.Uplink;
using EdgeAppliance.Daemon.Uplink.Sparkplug;
using EdgeAppliance.Drivers.Protocols.Sparkplug;
using EdgeAppliance.FuzzTests.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Sparkplug;

/// <summary>What a broker may send to the edge node, damaged: commands, and the state of the primary host.</summary>
public sealed class SparkplugUplinkFuzzTests(ITestOutputHelper output)
{
    [Fact]
    public void Commands_Damaged_AreDoneOrRefused()
    {
        var around = new UplinkSurroundings(new NoOutbox(), TimeProvider.System, new Random(1), NullLogger.Instance, TimeSpan.FromSeconds(15)) { Private = new PrivatePipelines() };
        var context = new UplinkContext { Device = "box", Now = TimeProvider.System.GetUtcNow, State = new UplinkState("u"), Around = around };
        var commands = new SparkplugCommands(new SparkplugSession("g", "n", new BirthNumbers(null)), context);
        SparkplugTopic[] topics = [new("g", SparkplugMessageType.NodeCommand, "n", null), new("g", SparkplugMessageType.DeviceCommand, "n", "doors")];
        byte[][] payloads = [Command("Commands/doors/siren", "{\"on\":[1,2]}"), Command("Node Control/Rebirth", "x"), Command("Commands/", "[")];
        var damage = new Mutator(payloads, Corpus.Tokens("\xff", "Commands/", "[[", "{\"", "\x12\x02"));
        int count = 0;
        new Fuzz("sparkplug-commands", output) { Cases = 20_000, AllocatedBytesMax = 4 << 20 }.Run(payloads, damage.Make, payload => commands.Take(topics[count++ % 2], payload));
    }

    [Fact]
    public void State_Damaged_IsReadOrPassedOver()
    {
        var host = new PrimaryHost("scada");
        byte[][] payloads = [[.. "{\"online\":true,\"timestamp\":1}"u8], [.. "{\"online\":false,\"timestamp\":2}"u8]];
        var damage = new Mutator(payloads, Corpus.Tokens("\xff", "true", "{", "1e999", "\"\\ud800\""));
        new Fuzz("sparkplug-state", output) { Cases = 20_000, AllocatedBytesMax = 1 << 20 }.Run(payloads, damage.Make, payload => host.Take(payload));
    }

    private static byte[] Command(string name, string value)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new SparkplugPayloadWriter(bytes);
        writer.Begin(1, null);
        var metric = SparkplugMetric.Text(Encoding.UTF8.GetBytes(value));
        metric.Name = Encoding.UTF8.GetBytes(name);
        writer.Metric(metric);
        return bytes.WrittenSpan.ToArray();
    }
}
