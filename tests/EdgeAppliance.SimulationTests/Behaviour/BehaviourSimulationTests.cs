using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Readings;
using Microsoft.Extensions.Time.Testing;
using Xunit.Abstractions;

namespace EdgeAppliance.SimulationTests.Behaviour;

/// <summary>A thousand devices whose behaviour is learnt, a part of which goes wrong, under an appliance that is cut off now and then.</summary>
public sealed class BehaviourSimulationTests(ITestOutputHelper output)
{
    private const int Devices = 1000;
    private const double Learning = 900, Ends = 3600, FoundWithin = 240;

    private static readonly ChannelSet s_channels = new("temp", "count");
    private static readonly BehaviourRule s_learnt = new(BehaviourAction.Report, 1, 3) { IsLearnt = true };

    private static readonly BehaviourRules s_rules = new("all")
    {
        Rate = s_learnt with { Action = BehaviourAction.Throttle }, RateOver = TimeSpan.FromSeconds(30), Size = s_learnt with { RaiseAfter = 2 }, Range = s_learnt with { Action = BehaviourAction.Quarantine, RaiseAfter = 2 }, Silence = s_learnt,
        Sequence = new(BehaviourAction.Report, 1, 1000), SequenceChannel = "count", LearnFor = TimeSpan.FromSeconds(600), QuarantineFor = null,
    };

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Devices_ThatGoWrong_AreFoundAndNoOthers(int seed)
    {
        var chance = new Random(seed);
        var devices = Enumerable.Range(0, Devices).Select(i => new SimulatedDevice(i, new Random(seed * 10_000 + i))
        {
            Fault = i % 20 == 0 ? (BehaviourKind)(i / 20 % 5) : null, FaultAt = 2 * Learning + (Ends - FoundWithin - 2 * Learning) * chance.NextDouble(),
        }).ToList();
        var time = new FakeTimeProvider();
        var watch = Made(time);
        byte[] saved = watch.Save();
        var queue = new PriorityQueue<SimulatedDevice, double>();
        foreach (var device in devices) queue.Enqueue(device, 30 * chance.NextDouble());
        int cuts = 0, accused = 0;
        for (int second = 0; second < Ends; second++)
        {
            while (queue.TryPeek(out var device, out double at) && at < second + 1)
            {
                queue.Dequeue();
                Send(watch, device, at);
                queue.Enqueue(device, device.NextAt);
            }
            time.Advance(TimeSpan.FromSeconds(1));
            watch.Sweep();
            if (second % 60 == 0) saved = watch.Save();
            if (chance.Next(600) == 0)
            {
                cuts++;
                watch = Made(time);
                watch.Load(saved);
            }
            if (second % 10 == 0) accused += Look(watch, devices, second);
        }
        var wrong = devices.Where(device => device.Fault is not null).ToList();
        output.WriteLine($"seed {seed}: {wrong.Count(d => d.FoundAt is not null)} of {wrong.Count} found, {wrong.Max(d => d.FoundAt - d.FaultAt):0} s after at most; {accused} accused wrongly; {cuts} cuts; {saved.Length} bytes saved");
        Assert.Equal(0, accused);
        Assert.All(wrong, device => Assert.True(device.FoundAt - device.FaultAt <= FoundWithin, $"{device.Name}, {device.Fault}: {device.FaultAt} found {device.FoundAt}"));
    }

    private static BehaviourWatch Made(FakeTimeProvider time)
    {
        var watch = new BehaviourWatch(time);
        watch.Use([s_rules]);
        return watch;
    }

    private static void Send(BehaviourWatch watch, SimulatedDevice device, double at)
    {
        var source = watch.Of("plant");
        var watched = source.Find(device.Name, null);
        double temperature = device.Temperature(at), count = device.Count(at);
        // What is held back is a hole that the appliance itself made.
        if (watched.Admit(source.Now) == BehaviourGate.Open) watched.Observe(s_channels, [temperature, count], device.Bytes(at), source.Now);
        device.GoOn(at);
    }

    private static int Look(BehaviourWatch watch, List<SimulatedDevice> devices, int second)
    {
        int accused = 0;
        foreach (var report in watch.Reports(Devices))
        {
            if (report.Gate == BehaviourGate.Open && report.Anomalies.Count == 0) continue;
            var device = devices[int.Parse(report.Device.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture)];
            if (device.Fault is null || second < device.FaultAt) accused++;
            else if (report.Anomalies.Any(anomaly => anomaly.Kind == device.Fault)) device.FoundAt ??= second;
        }
        return accused;
    }
}
