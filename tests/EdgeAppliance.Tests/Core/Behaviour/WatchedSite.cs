using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Readings;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Core.Behaviour;

/// <summary>A watch with its clock, and devices of the source <c>plant</c> that send to it.</summary>
internal sealed class WatchedSite
{
    public static readonly ChannelSet Channels = new("temp", "seq");

    public WatchedSite(params BehaviourRules[] rules)
    {
        Watch = new BehaviourWatch(Time);
        Watch.Use(rules);
        Source = Watch.Of("plant");
    }

    public FakeTimeProvider Time { get; } = new();

    public BehaviourWatch Watch { get; private set; }

    public BehaviourSource Source { get; private set; }

    /// <summary>Sends a reading.</summary>
    /// <returns>Whether it was taken.</returns>
    public BehaviourGate Send(string device, double temp = 20, double seq = double.NaN, int bytes = 100)
    {
        var watched = Source.Find(device, null);
        var gate = watched.Admit(Source.Now);
        if (gate == BehaviourGate.Open) watched.Observe(Channels, [temp, seq], bytes, Source.Now);
        return gate;
    }

    /// <summary>Sends readings with a time between them.</summary>
    /// <returns>How many were taken.</returns>
    public int Send(string device, int readings, TimeSpan every, Func<int, double>? temp = null)
    {
        int taken = 0;
        for (int i = 0; i < readings; i++)
        {
            if (Send(device, temp?.Invoke(i) ?? 20) == BehaviourGate.Open) taken++;
            Pass(every);
        }
        return taken;
    }

    /// <summary>Lets time pass, with the sweeps that belong to it.</summary>
    public void Pass(TimeSpan time)
    {
        for (var left = time; left > TimeSpan.Zero;)
        {
            var toSweep = TimeSpan.FromSeconds(1) - TimeSpan.FromTicks(Time.GetTimestamp() % TimeSpan.TicksPerSecond);
            var step = left < toSweep ? left : toSweep;
            Time.Advance(step);
            left -= step;
            if (step == toSweep) Watch.Sweep();
        }
    }

    public BehaviourReport Report(string device)
    {
        Watch.Sweep();
        return Watch.Reports(1000).Single(report => report.Device == device);
    }

    public IEnumerable<BehaviourKind> Wrong(string device) => Report(device).Anomalies.Select(anomaly => anomaly.Kind);

    /// <summary>What a restart does, with the same rules.</summary>
    public void Restart(params BehaviourRules[] rules)
    {
        byte[] saved = Watch.Save();
        Watch = new BehaviourWatch(Time);
        Watch.Use(rules);
        Watch.Load(saved);
        Source = Watch.Of("plant");
    }
}
