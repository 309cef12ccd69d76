using CsCheck;
using EdgeAppliance.Core.Behaviour;

namespace EdgeAppliance.Tests.Core.Behaviour;

public sealed class BehaviourPropertyTests
{
    private static readonly Dictionary<string, (double, double)> s_range = new() { ["temp"] = (0, 50) };

    /// <summary>A device within its limits is never accused, whatever happens in between.</summary>
    [Fact]
    public void Readings_WithinTheLimits_RaiseNothing()
    {
        var rules = new BehaviourRules("w")
        {
            Rate = new(BehaviourAction.Quarantine, 1, 1) { Most = 2 }, Size = new(BehaviourAction.Throttle, 1, 1) { Least = 10, Most = 100 },
            Range = new(BehaviourAction.Quarantine, 1, 1), Ranges = s_range, Silence = new(BehaviourAction.Report, 1, 1) { Most = 60 },
            Sequence = new(BehaviourAction.Quarantine, 1, 1), SequenceChannel = "seq", SequenceWrap = 16,
        };
        var reading = Gen.Select(Gen.Int[500, 60_000], Gen.Double[0, 50], Gen.Int[10, 100], Gen.Int[0, 40]);
        reading.List[0, 200].Sample(readings =>
        {
            var site = new WatchedSite(rules);
            int seq = 0;
            foreach (var (pauseMs, temp, bytes, restart) in readings)
            {
                Assert.Equal(BehaviourGate.Open, site.Send("a", temp, seq, bytes));
                seq = (seq + 1) % 16;
                if (restart == 0) site.Restart(rules);
                site.Pass(TimeSpan.FromMilliseconds(pauseMs));
                Assert.Equal(0, site.Watch.State.Anomalous);
            }
        });
    }

    /// <summary>Raised behind so many wrong ones in a row, over behind so many right ones: as simply as it can be said.</summary>
    [Fact]
    public void Hysteresis_OfAnyReadings_IsThatOfTwoCounters()
    {
        Gen.Select(Gen.Int[1, 5], Gen.Int[1, 5], Gen.Bool.List[0, 100]).Sample((raiseAfter, clearAfter, wrongs) =>
        {
            var site = new WatchedSite(new BehaviourRules("w") { Range = new(BehaviourAction.Report, raiseAfter, clearAfter), Ranges = s_range });
            bool isActive = false;
            int inRow = 0;
            bool? before = null;
            foreach (bool isWrong in wrongs)
            {
                site.Send("a", isWrong ? -1 : 1);
                inRow = before == isWrong ? inRow + 1 : 1;
                before = isWrong;
                if (isWrong && inRow >= raiseAfter) isActive = true;
                if (!isWrong && inRow >= clearAfter) isActive = false;
                Assert.Equal(isActive, site.Wrong("a").Any());
            }
        });
    }

    /// <summary>While it is throttled no second lets more pass than the burst and the rate, and while quarantined nothing passes.</summary>
    [Fact]
    public void HeldBack_WhateverComes_NeverPassesMoreThanItMay()
    {
        Gen.Select(Gen.Bool, Gen.Double[0.2, 5], Gen.Int[0, 400].List[1, 300]).Sample((quarantines, throttleTo, pausesMs) =>
        {
            var action = quarantines ? BehaviourAction.Quarantine : BehaviourAction.Throttle;
            var site = new WatchedSite(new BehaviourRules("w") { Size = new(action, 1, 1000) { Most = 10 }, ThrottleTo = throttleTo, QuarantineFor = null });
            Assert.Equal(BehaviourGate.Open, site.Send("a"));
            int passed = 0;
            double seconds = 0;
            foreach (int pauseMs in pausesMs)
            {
                if (site.Send("a") == BehaviourGate.Open) passed++;
                Assert.True(passed <= (quarantines ? 0 : Math.Max(1, throttleTo) + throttleTo * seconds + 1e-6), $"{passed} in {seconds} s");
                site.Pass(TimeSpan.FromMilliseconds(pauseMs));
                seconds += pauseMs / 1000.0;
            }
            Assert.Equal(passed, pausesMs.Count - site.Report("a").Refused);
        });
    }
}
