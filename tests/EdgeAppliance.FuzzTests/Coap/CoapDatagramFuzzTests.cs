using System.Text;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Drivers.Protocols.Coap;
using EdgeAppliance.FuzzTests.Engine;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests.Coap;

/// <summary>Damaged datagrams of many peers at the whole server with the intake behind it: it answers or not, and what it keeps stays bounded.</summary>
public sealed class CoapDatagramFuzzTests(ITestOutputHelper output)
{
    private static readonly IReadOnlyList<byte[]> Datagrams =
    [
        Datagram(CoapType.Confirmable, CoapCode.Post, "telemetry/a", "{\"temp\": 21.5}", (CoapOption.ContentFormat, 50)),
        Datagram(CoapType.Confirmable, CoapCode.Post, "telemetry/a", "[{\"n\":\"temp\",\"v\":21.5}]", (CoapOption.ContentFormat, 110)),
        Datagram(CoapType.NonConfirmable, CoapCode.Put, "telemetry/b", "temp=21.5 hum=3"),
        Datagram(CoapType.Confirmable, CoapCode.Put, "telemetry/c", new string('x', 16), (CoapOption.Block1, 0x08)),
        Datagram(CoapType.Confirmable, CoapCode.Put, "telemetry/c", new string('x', 16), (CoapOption.Block1, 0x18), (CoapOption.Size1, 999)),
        Datagram(CoapType.Confirmable, CoapCode.Get, ".well-known/core", "", (CoapOption.Accept, 40), (CoapOption.Block2, 0x10)),
        Datagram(CoapType.Confirmable, CoapCode.Get, ".well-known/core", "", (CoapOption.Observe, 0)),
        Datagram(CoapType.Confirmable, CoapCode.Get, "edge/pump-7/commands", "", (CoapOption.Observe, 0)),
        Datagram(CoapType.Confirmable, CoapCode.Get, "edge/pump-7/twin/desired", "", (CoapOption.Observe, 0)),
        Datagram(CoapType.Confirmable, CoapCode.Post, "edge/pump-7/responses", "{}"),
        [0x40, 0, 0, 1], [0x60, 0, 0, 1], [0x70, 0, 0, 1],
    ];

    private const long HeldBytesMax = 24 << 20;

    [Fact]
    public void Receive_DamagedDatagrams_KeepsWhatItHoldsBounded()
    {
        var time = new SteppedTime();
        var commands = new CoapCommands(TimeProvider.System) { IsObserved = _ => false, Notify = _ => { } };
        var intake = new CoapIntake(NullLogger.Instance, commands);
        using var source = new CoapSource(new CoapSourceOptions { Name = "s" }, batch => { batch.Release(); return Task.CompletedTask; }, time);
        intake.Use([source]);
        using var server = new CoapServer(intake, CoapLimits.Default, CoapTimes.Default, time, new Random(1));
        var peers = Enumerable.Range(0, 16).Select(_ => new SilentPeer()).ToArray();
        var damage = new Mutator(Datagrams, Corpus.Tokens("\xff", "\x00", "telemetry", "[{", "temp=1"));
        int count = 0;
        long before = GC.GetTotalMemory(forceFullCollection: true);
        new Fuzz("coap-datagrams", output) { Cases = 20_000, AllocatedBytesMax = 4 << 20 }.Run(Datagrams, damage.Make, datagram =>
        {
            server.Receive(peers[count++ % peers.Length], datagram);
            if (count % 256 == 0) time.Step(TimeSpan.FromMilliseconds(100));
            Assert.InRange(server.BodyBytesHeld, 0, CoapLimits.Default.BodyBytesTotalMax);
            Assert.InRange(server.Pending, 0, CoapLimits.Default.PendingMax);
        });
        // Bodies, long replies, and what is kept for each peer; the last does not grow with the number of datagrams.
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, HeldBytesMax);
    }

    private static byte[] Datagram(CoapType type, CoapCode method, string path, string payload, params (int Number, uint Value)[] more)
    {
        byte[] buffer = new byte[512];
        var writer = new CoapWriter(buffer, type, method, 1, [1, 2, 3]);
        foreach (var (number, value) in more.Where(option => option.Number < CoapOption.UriPath)) writer.Option(number, value);
        foreach (string segment in path.Split('/')) writer.Option(CoapOption.UriPath, Encoding.UTF8.GetBytes(segment));
        foreach (var (number, value) in more.Where(option => option.Number > CoapOption.UriPath)) writer.Option(number, value);
        writer.Payload(Encoding.UTF8.GetBytes(payload));
        return writer.Written.ToArray();
    }

    /// <summary>Goes on by steps, so that bodies expire and message ids grow old.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long _ticks = TimeSpan.TicksPerDay;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Interlocked.Read(ref _ticks);

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch.AddTicks(GetTimestamp());

        public void Step(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);
    }

    private sealed class SilentPeer : CoapPeer
    {
        public override void Send(ReadOnlySpan<byte> datagram)
        {
        }
    }
}
