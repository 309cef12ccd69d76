using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Tests.Core.Behaviour;

public sealed class BehaviourWatchTests
{
    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private static BehaviourRule Report(int raiseAfter = 1, int clearAfter = 1) => new(BehaviourAction.Report, raiseAfter, clearAfter);

    [Fact]
    public void Rate_AboveTheDeclared_RaisesInTheSameWindowAndClearsAfterQuietOnes()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Rate = Report(1, 2) with { Most = 2 } });
        Assert.Equal(30, site.Send("a", 30, TimeSpan.FromMilliseconds(500)));
        Assert.Empty(site.Wrong("a"));
        for (int i = 0; i < 40; i++) site.Send("a");
        var anomaly = Assert.Single(site.Report("a").Anomalies);
        Assert.Equal((BehaviourKind.Rate, 2), (anomaly.Kind, anomaly.Limit));
        site.Send("a", 18, s_second);
        Assert.Equal([BehaviourKind.Rate], site.Wrong("a"));
        site.Send("a", 12, s_second);
        Assert.Empty(site.Wrong("a"));
    }

    [Fact]
    public void Rate_BelowTheDeclared_RaisesWithoutAnyReading()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Rate = Report(2) with { Least = 0.5 } });
        site.Send("a", 30, s_second);
        site.Pass(TimeSpan.FromSeconds(15));
        Assert.Empty(site.Wrong("a"));
        site.Pass(TimeSpan.FromSeconds(10));
        Assert.Equal([BehaviourKind.Rate], site.Wrong("a"));
    }

    [Fact]
    public void Size_WrongForThreeInARow_Raises()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Size = Report(3, 2) with { Most = 100 } });
        foreach (int bytes in new[] { 100, 101, 101, 100, 101, 101 }) site.Send("a", bytes: bytes);
        Assert.Empty(site.Wrong("a"));
        site.Send("a", bytes: 5000);
        Assert.Equal(5000, Assert.Single(site.Report("a").Anomalies).Seen);
        site.Send("a");
        Assert.NotEmpty(site.Wrong("a"));
        site.Send("a");
        Assert.Empty(site.Wrong("a"));
    }

    [Fact]
    public void Range_ADeclaredChannelBeyondIt_IsNamed()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Range = Report(), Ranges = new Dictionary<string, (double, double)> { ["temp"] = (-20, 60), ["else"] = (0, 1) } });
        site.Send("a", 60, seq: 1e9);
        site.Send("a", double.NaN);
        Assert.Empty(site.Wrong("a"));
        site.Send("a", 61);
        Assert.Equal(("temp", 61, 60), Assert.Single(site.Report("a").Anomalies) is var found ? (found.Channel, found.Seen, found.Limit) : default);
        site.Send("a");
        Assert.Empty(site.Wrong("a"));
    }

    [Fact]
    public void Silence_LongerThanDeclared_RaisesUntilItSpeaks()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Silence = Report() with { Most = 600 } });
        site.Send("a");
        site.Pass(TimeSpan.FromSeconds(600));
        Assert.Empty(site.Wrong("a"));
        site.Pass(s_second);
        Assert.Equal([BehaviourKind.Silence], site.Wrong("a"));
        site.Send("a");
        Assert.Empty(site.Wrong("a"));
    }

    [Fact]
    public void Sequence_AHoleOrARepetition_Raises()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Sequence = Report(1, 2), SequenceChannel = "seq", SequenceWrap = 4 });
        foreach (int seq in new[] { 2, 3, 0, 1 }) site.Send("a", seq: seq);
        site.Send("a");
        Assert.Empty(site.Wrong("a"));
        site.Send("a", seq: 3);
        var anomaly = Assert.Single(site.Report("a").Anomalies);
        Assert.Equal(("seq", 3, 2), (anomaly.Channel, anomaly.Seen, anomaly.Limit));
        site.Send("a", seq: 0);
        site.Send("a", seq: 1);
        Assert.Empty(site.Wrong("a"));
        site.Send("a", seq: 1);
        Assert.NotEmpty(site.Wrong("a"));
    }

    [Fact]
    public void Throttle_AFlood_LetsPassWhatItMayAndEndsWithTheFlood()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Rate = new(BehaviourAction.Throttle, 1, 1) { Most = 5 }, ThrottleTo = 2 });
        Assert.InRange(site.Send("a", 1000, TimeSpan.FromMilliseconds(10)), 51 + 2 * 9, 51 + 2 * 11);
        Assert.Equal(BehaviourGate.Throttled, site.Report("a").Gate);
        // Others are not affected.
        Assert.Equal(5, site.Send("b", 5, s_second));
        Assert.InRange(site.Send("a", 1000, TimeSpan.FromMilliseconds(10)), 18, 60);
        site.Pass(TimeSpan.FromSeconds(25));
        Assert.Equal(BehaviourGate.Open, site.Report("a").Gate);
        Assert.Equal(20, site.Send("a", 20, s_second));
    }

    [Fact]
    public void Quarantine_ByARange_EndsByItsTime()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Range = new(BehaviourAction.Quarantine, 2, 1), Ranges = new Dictionary<string, (double, double)> { ["temp"] = (0, 50) }, QuarantineFor = TimeSpan.FromMinutes(5) });
        Assert.Equal(2, site.Send("a", 10, s_second, _ => 99));
        Assert.Equal((BehaviourGate.Quarantined, 8), (site.Report("a").Gate, site.Report("a").Refused));
        site.Pass(TimeSpan.FromSeconds(288));
        Assert.Equal(BehaviourGate.Quarantined, site.Send("a"));
        site.Pass(TimeSpan.FromSeconds(4));
        Assert.Equal(BehaviourGate.Open, site.Send("a"));
        Assert.Empty(site.Wrong("a"));
    }

    [Fact]
    public void Quarantine_WithoutATime_EndsByTheOperatorAlone()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Size = new(BehaviourAction.Quarantine, 1, 1) { Most = 10 }, QuarantineFor = null });
        site.Send("a");
        site.Pass(TimeSpan.FromDays(20));
        Assert.Equal(BehaviourGate.Quarantined, site.Send("a", bytes: 1));
        Assert.False(site.Watch.Release("b"));
        Assert.True(site.Watch.Release("a"));
        Assert.Equal(BehaviourGate.Open, site.Send("a", bytes: 1));
        Assert.True(site.Watch.Quarantine("a"));
        Assert.Equal(BehaviourGate.Quarantined, site.Send("a", bytes: 1));
    }

    [Fact]
    public void Learnt_AfterItsTime_JudgesByWhatWasSeen()
    {
        var site = new WatchedSite(Learning);
        site.Send("a", 100, TimeSpan.FromSeconds(2), i => 20 + i % 5);
        Assert.False(site.Report("a").IsLearning);
        site.Send("a", 50, TimeSpan.FromSeconds(2), i => 19 + i % 7);
        Assert.Empty(site.Wrong("a"));
        site.Send("a", 1, TimeSpan.FromSeconds(2), _ => 40);
        Assert.Equal([BehaviourKind.Range], site.Wrong("a"));
        site.Send("a", 100, TimeSpan.FromMilliseconds(200));
        Assert.Equal([BehaviourKind.Rate], site.Wrong("a"));
        site.Pass(TimeSpan.FromSeconds(30));
        Assert.Equal([BehaviourKind.Rate, BehaviourKind.Silence], site.Wrong("a"));
        Assert.True(site.Watch.Relearn("a"));
        Assert.Empty(site.Wrong("a"));
        site.Send("a", 10, TimeSpan.FromMilliseconds(200));
        Assert.True(site.Report("a").IsLearning);
    }

    [Fact]
    public void Restart_InTheMiddle_KeepsQuarantineLearningAndSilence()
    {
        var site = new WatchedSite(Learning);
        site.Send("learnt", 100, TimeSpan.FromSeconds(2), i => 20 + i % 5);
        site.Send("new", 20, s_second);
        site.Watch.Quarantine("bad");
        site.Send("bad");
        Assert.True(site.Watch.Quarantine("bad"));
        site.Restart(Learning);
        Assert.Equal(BehaviourGate.Quarantined, site.Send("bad"));
        Assert.Equal((false, true), (site.Report("learnt").IsLearning, site.Report("new").IsLearning));
        site.Send("learnt", 40);
        Assert.Equal([BehaviourKind.Range], site.Wrong("learnt"));
        // Restarted before it had said anything again, and still missed.
        site.Restart(Learning);
        site.Pass(TimeSpan.FromMinutes(1));
        Assert.Contains(BehaviourKind.Silence, site.Wrong("learnt"));
        site.Pass(TimeSpan.FromHours(1));
        Assert.Equal(BehaviourGate.Open, site.Send("bad"));
    }

    [Fact]
    public void Restart_WithAClockThatIsWrong_MakesNoQuarantineLongerThanTheRules()
    {
        var rules = new BehaviourRules("w") { Size = Report() with { Most = 1e6 }, QuarantineFor = TimeSpan.FromMinutes(5) };
        var late = new WatchedSite(rules);
        late.Time.SetUtcNow(new DateTimeOffset(2060, 1, 1, 0, 0, 0, TimeSpan.Zero));
        late.Send("a");
        late.Watch.Quarantine("a");
        byte[] saved = late.Watch.Save();
        var site = new WatchedSite(rules);
        site.Watch.Load(saved);
        site.Pass(TimeSpan.FromSeconds(298));
        Assert.Equal(BehaviourGate.Quarantined, site.Send("a"));
        site.Pass(TimeSpan.FromSeconds(3));
        Assert.Equal(BehaviourGate.Open, site.Send("a"));
    }

    [Fact]
    public void Use_OtherRules_KeepsWhatWasLearntAndJudgesByThem()
    {
        var site = new WatchedSite(Learning);
        site.Send("a", 100, TimeSpan.FromSeconds(2), i => 20 + i % 5);
        var known = site.Source.Find("a", null);
        site.Watch.Use([Learning with { Devices = ["b*"] }, Learning with { Range = new(BehaviourAction.Quarantine, 1, 1) { IsLearnt = true } }]);
        Assert.NotSame(known, site.Source.Find("a", known));
        site.Send("a", 99);
        Assert.Equal(BehaviourGate.Quarantined, site.Send("a"));
        site.Watch.Use([]);
        Assert.False(site.Source.Find("a", known).IsWatched);
        Assert.Equal(BehaviourGate.Open, site.Send("a"));
    }

    [Fact]
    public void Find_TooManyDevices_WatchesNoMoreAndSaysSo()
    {
        var watch = new BehaviourWatch(TimeProvider.System, devicesMax: 3);
        watch.Use([new BehaviourRules("w") { Sources = ["plant"], Size = Report() with { Most = 1 } }]);
        for (int i = 0; i < 5; i++) Assert.Equal(i < 3, watch.Of("plant").Find($"d{i}", null).IsWatched);
        Assert.False(watch.Of("other").Find("d", null).IsWatched);
        watch.Sweep();
        Assert.Equal((3, 2), (watch.State.Watched, watch.State.TooMany));
    }

    [Fact]
    public void Sweep_ManyDevicesWrong_NamesTheFirstAndCountsTheRest()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Silence = Report() with { Most = 10 } });
        for (int i = 0; i < 500; i++) site.Send($"d{i}");
        site.Pass(TimeSpan.FromSeconds(12));
        Assert.Equal((BehaviourWatch.NamedMax, 500), (site.Watch.State.Named.Count, site.Watch.State.Anomalous));
        string first = site.Watch.State.Named[0].Device;
        for (int i = 0; i < 400; i++) if ($"d{i}" != first) site.Send($"d{i}");
        site.Watch.Sweep();
        Assert.Contains(site.Watch.State.Named, report => report.Device == first);
        Assert.Equal(site.Watch.State.Anomalous, Math.Max(site.Watch.State.Named.Count, site.Watch.State.Anomalous));
    }

    [Fact]
    public void Forget_AfterAMonthOfSilence_MakesRoom()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Size = Report() with { Most = 1e6 } });
        site.Send("a");
        var known = site.Source.Find("a", null);
        site.Time.Advance(TimeSpan.FromDays(31));
        site.Watch.Sweep();
        Assert.Equal(0, site.Watch.Table.Count);
        Assert.NotSame(known, site.Source.Find("a", known));
    }

    [Fact]
    public void Before_ASourceThatNobodyCanRefuse_DropsWhatIsHeldBack()
    {
        var site = new WatchedSite(new BehaviourRules("w") { Range = new(BehaviourAction.Quarantine, 2, 1), Ranges = new Dictionary<string, (double, double)> { ["temp"] = (0, 50) } });
        var taken = new List<double>();
        var sink = site.Source.Before(batch =>
        {
            taken.AddRange(batch.Column(0).ToArray());
            Assert.Equal(100 + taken.Count, batch.TimesUs[^1]);
            batch.Release();
            return Task.CompletedTask;
        });
        for (int i = 0; i < 2; i++)
        {
            var batch = ReadingBatch.Rent("plant", "bus", WatchedSite.Channels, 8);
            batch.Retain();
            foreach (double temp in new[] { 20, 60, 61, 62 }) batch.Set(batch.AddRow(101 + batch.Count), 0, temp);
            Assert.True(sink(batch).IsCompletedSuccessfully);
            Assert.True(batch.HasOneOwner);
            batch.Release();
        }
        Assert.Equal([20, 60, 61], taken);
        Assert.Equal(5, site.Report("bus").Refused);
    }

    [Fact]
    public void Load_AnythingElse_IsRefused()
    {
        var site = new WatchedSite(Learning);
        site.Send("a", 50, s_second);
        byte[] saved = site.Watch.Save();
        for (int i = 0; i < saved.Length; i++)
        {
            byte[] damaged = [.. saved];
            damaged[i] ^= 4;
            Assert.Throws<InvalidDataException>(() => site.Watch.Load(damaged));
            Assert.Throws<InvalidDataException>(() => site.Watch.Load(saved.AsSpan(0, i)));
        }
    }

    [Fact]
    public void Observe_SteadyState_AllocatesNothing()
    {
        var site = new WatchedSite(Learning with { Sequence = Report(), SequenceChannel = "seq" }, Learning);
        var device = site.Source.Find("a", null);
        double seq = 0;
        void Take()
        {
            site.Time.Advance(TimeSpan.FromMilliseconds(100));
            for (int i = 0; i < 10; i++)
                if (site.Source.Find("a", device).Admit(site.Source.Now) == BehaviourGate.Open) device.Observe(WatchedSite.Channels, [seq % 7, seq++], 50, site.Source.Now);
        }
        for (int i = 0; i < 2000; i++) Take();
        Assert.False(site.Report("a").IsLearning);
        Assert.Equal(0, SteadyState.AllocatedBy(1000, Take));
    }

    private static BehaviourRules Learning { get; } = new("w")
    {
        Rate = Report() with { IsLearnt = true }, Size = Report() with { IsLearnt = true }, Range = Report() with { IsLearnt = true }, Silence = Report() with { IsLearnt = true },
        LearnFor = TimeSpan.FromSeconds(120),
    };
}
