using System.Globalization;
using System.Net;
using EdgeAppliance.Demo.Processes;
using EdgeAppliance.FunctionalTests.Cloud;
using EdgeAppliance.FunctionalTests.Daemons;

namespace EdgeAppliance.FunctionalTests.FieldBuses;

/// <summary>The real daemon on field buses: what devices say comes to the cloud, through a kill, and what they are told reaches them.</summary>
public sealed class FieldBusTests
{
    [DaemonFact(Needs.Mosquitto | Needs.Pymodbus)]
    public Task ModbusTcp_ReadingsAndCommands_GoThroughAKill() => Modbus(["tcp", "0"], place => $"\"type\": \"modbus-tcp\", \"address\": \"127.0.0.1:{place}\"");

    [DaemonFact(Needs.Mosquitto | Needs.Pymodbus)]
    public Task ModbusRtu_ReadingsAndCommands_GoThroughAKill() => Modbus(["rtu"], place => $"\"type\": \"modbus-rtu\", \"port\": \"{place}\", \"parity\": \"none\"");

    [DaemonFact(Needs.Mosquitto | Needs.Socat)]
    public async Task Serial_LinesAndCommands_GoThroughAKill()
    {
        using var folder = new DaemonFolder("{}");
        string near = folder.PathOf("near"), far = folder.PathOf("far");
        using var cable = new ChildProcess("socat", $"PTY,raw,echo=0,link={near}", $"PTY,raw,echo=0,link={far}");
        await Eventually.Becomes("the cable is there", () => File.Exists(near) && File.Exists(far), log: () => cable.Log);
        string port = new FileInfo(near).ResolveLinkTarget(returnFinalTarget: true)!.FullName;
        await using var site = await Open($$""" "type": "serial", "port": "{{port}}", "content": "keyValue", "channels": { "weight": {} }, "commands": { "tare": "T\r\n" } """);
        await using var scale = new FileStream(far, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite, bufferSize: 0);
        await site.Daemon.StartReady();
        await Say(site, scale, 1.5);
        site.Daemon.Kill();
        await site.Daemon.StartReady();
        await Say(site, scale, 2.5);
        await Tell(site, "tare", "true");
        byte[] told = new byte[3];
        await scale.ReadExactlyAsync(told).AsTask().WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        Assert.Equal("T\r\n"u8, told);
        await Close(site);
    }

    [DaemonFact(Needs.Mosquitto | Needs.Vcan)]
    public async Task Can_Frames_GoThroughAKill()
    {
        await using var site = await Open(""" "type": "can", "interface": "vcan0", "messages": { "motor": { "id": 291, "signals": { "rpm": { "start": 0, "bits": 16 } } } } """);
        await site.Daemon.StartReady();
        await Becomes(site, "rpm", 0x1234, () => Frame(0x34, 0x12));
        site.Daemon.Kill();
        await site.Daemon.StartReady();
        await Becomes(site, "rpm", 0x4321, () => Frame(0x21, 0x43));
        await Close(site);
    }

    private static async Task Modbus(string[] peer, Func<string, string> source)
    {
        using var device = new ChildProcess("/usr/bin/python3", ["-c", Leashed, Path.Combine(Repository.Root, "tests/EdgeAppliance.Tests/Drivers/Protocols/Modbus/peer.py"), .. peer]);
        await Eventually.Becomes("pymodbus is there", () => device.Log.Length > 0, log: () => device.Log);
        string channels = """ "channels": { "f": { "address": 14, "as": "float32" }, "level": { "address": 30, "as": "int16", "writable": true } } """;
        await using var site = await Open($"{source(device.Log.Trim())}, \"every\": \"50ms\", {channels}");
        await site.Daemon.StartReady();
        await Becomes(site, "f", 21.5);
        await Tell(site, "level", "-12");
        await Becomes(site, "level", -12);
        site.Daemon.Kill();
        await site.Daemon.StartReady();
        await Tell(site, "level", "7");
        await Becomes(site, "level", 7);
        await Close(site);
    }

    // It ends with its standard input, which a child of these tests does not have: it is given one that stays open.
    private const string Leashed = "import os,sys; r,w=os.pipe(); os.dup2(r,0); os.set_inheritable(w,True); os.execv(sys.executable,[sys.executable]+sys.argv[1:])";

    private static Task<Site> Open(string source) => Site.Open(port => $$"""
        {
          "device": { "id": "{{Site.DeviceId}}" },
          "listen": { "http": "127.0.0.1:0" },
          "sources": { "bus": { {{source}} } },
          "pipelines": { "raw": { "from": ["bus"], "to": ["cloud"] } },
          "uplinks": { "cloud": { "type": "mqtt", "url": "mqtt://127.0.0.1:{{port}}", "retryLeast": "50ms", "retryMost": "500ms" } }
        }
        """);

    private static async Task Say(Site site, FileStream scale, double weight) =>
        await Becomes(site, "weight", weight, () => scale.Write(System.Text.Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"weight={weight} kg\n"))));

    private static async Task Tell(Site site, string command, string value)
    {
        using var reply = await site.Daemon.Pages.Post($"/api/devices/bus/commands/{command}", $$"""{"value":{{value}}}""");
        Assert.True(reply.StatusCode == HttpStatusCode.OK, $"{reply.StatusCode}: {await reply.Content.ReadAsStringAsync()}");
    }

    /// <param name="again">Done again and again until it has come.</param>
    private static Task Becomes(Site site, string channel, double value, Action? again = null) => Eventually.Becomes($"{channel} is {value} in the cloud", () =>
    {
        again?.Invoke();
        return site.Archive.Stream("raw").Any(record => record.Subject == "bus" && record.Data.Any(member => member.Key == channel && member.Value == value));
    }, log: () => $"{site.Daemon.Log}\n{site.Archive.CountOf("raw")} records came");

    private static async Task Close(Site site)
    {
        // Its source never rests, so that something always waits; of what has come nothing is missing.
        Assert.Equal(0, await site.Daemon.Stop());
        await site.Archive.Flush();
        Assert.Equal(0, site.Archive.Look(ledger => ledger.Lost));
        Assert.Equal((0, 0), (site.Archive.Unreadable, site.Archive.Altered));
    }

    private static void Frame(byte low, byte high)
    {
        using var sender = new ChildProcess("/usr/bin/python3", "-c", $"import socket,struct; s=socket.socket(socket.AF_CAN,socket.SOCK_RAW,socket.CAN_RAW); s.bind(('vcan0',)); s.send(struct.pack('=IB3x8s',291,2,bytes([{low},{high}])))");
        Assert.True(sender.WaitForExit(TimeSpan.FromSeconds(30)));
    }
}
