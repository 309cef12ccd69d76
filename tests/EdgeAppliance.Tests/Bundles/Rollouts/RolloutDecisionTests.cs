using CsCheck;
using EdgeAppliance.Bundles.Rollouts;

namespace EdgeAppliance.Tests.Bundles.Rollouts;

public sealed class RolloutDecisionTests
{
    /// <summary>A Friday.</summary>
    private static readonly DateTimeOffset s_now = new(2026, 11, 27, 12, 0, 0, TimeSpan.Zero);


    private static readonly Gen<string> s_id = Gen.String["abcdefgh0123456789-_."].Where(id => id.Length > 0);

    [Fact]
    public void Of_TheSameAgain_SaysTheSame() => Gen.Select(s_id, s_id, Gen.Int[0, 1_000_000]).Sample((rollout, device, share) =>
    {
        var made = new Rollout(rollout) { Stages = [new RolloutStage(share)] };
        return RolloutDecision.Of(made, Device(device), At(s_now)) == RolloutDecision.Of(made, Device(device), At(s_now.AddYears(3)));
    });

    [Fact]
    public void Of_WhoIsInTenPercent_IsInTwenty() => Gen.Select(s_id, s_id, Gen.Int[0, 1_000_000], Gen.Int[0, 1_000_000]).Sample((rollout, device, a, b) =>
    {
        bool isInSmaller = IsIn(rollout, device, Math.Min(a, b));
        return !isInSmaller || IsIn(rollout, device, Math.Max(a, b));
    });

    [Fact]
    public void Of_StageAfterStage_WhoGoesGoesOn() => Gen.Select(s_id, Gen.Int[0, 500_000], Gen.Int[0, 7_200], Gen.Int[0, 86_400]).Sample((device, share, spreadS, laterS) =>
    {
        var first = new Rollout("r") { Stages = [new(share) { Since = s_now }, new(1_000_000)], Spread = TimeSpan.FromSeconds(spreadS) };
        var at = s_now.AddSeconds(laterS);
        var second = first with { Stage = 2, Stages = [first.Stages[0], first.Stages[1] with { Since = at }] };
        return RolloutDecision.Of(first, Device(device), At(at)).Answer != RolloutAnswer.Go || RolloutDecision.Of(second, Device(device), At(at)).Answer == RolloutAnswer.Go;
    });

    /// <summary>Of 100,000 devices in 100 places, chi-square with 99 degrees of freedom: above 160 by chance once in 10,000 times, and the ids are fixed.</summary>
    [Theory]
    [InlineData("pump-3", "device-")]
    [InlineData("r", "")]
    [InlineData("2026-11-27", "0000000000000000000000000000000")]
    public void Share_OfManyDevices_IsUniform(string rollout, string prefix)
    {
        int[] places = new int[100];
        for (int i = 0; i < 100_000; i++) places[RolloutShare.Of(rollout, prefix + i) / 10_000]++;

        Assert.True(places.Sum(count => (count - 1000.0) * (count - 1000.0) / 1000) < 160, string.Join(' ', places));
    }

    [Fact]
    public void Share_OfTwoRollouts_AreOfNoKin()
    {
        int both = Enumerable.Range(0, 100_000).Count(i => RolloutShare.Of("a", $"d{i}") < 100_000 && RolloutShare.Of("b", $"d{i}") < 100_000);

        Assert.InRange(both, 850, 1150);
    }

    /// <summary>Frozen: SHA-256 of "pump-3\nbox-1" begins with 183cc7.</summary>
    [Fact]
    public void Share_OfAKnownDevice_StaysWhatItIs() => Assert.Equal((94_677, 181_168), (RolloutShare.Of("pump-3", "box-1"), RolloutShare.Of("pump-3", "box-2")));

    [Fact]
    public void Of_DeviceOutsideTheGroup_IsNotMeant()
    {
        var north = new Rollout("r") { To = Tags("site", "north", "west") };

        Assert.Equal(RolloutAnswer.Go, RolloutDecision.Of(north, Device("a", ("site", "west")), At(s_now)).Answer);
        Assert.Equal(RolloutAnswer.NotMeant, RolloutDecision.Of(north, Device("a", ("site", "south")), At(s_now)).Answer);
        Assert.Equal(RolloutAnswer.NotMeant, RolloutDecision.Of(north, Device("a"), At(s_now)).Answer);
        Assert.Equal(RolloutAnswer.Go, RolloutDecision.Of(north with { To = north.To with { Ids = new HashSet<string> { "a" } } }, Device("a"), At(s_now)).Answer);
        Assert.Equal(RolloutAnswer.NotMeant, RolloutDecision.Of(new Rollout("r") { To = new DeviceGroup(new HashSet<string> { "b" }, DeviceGroup.All.Tags) }, Device("a"), At(s_now)).Answer);
    }

    [Fact]
    public void Of_NamedDeviceOfAStage_GoesWhateverItsShare()
    {
        var rollout = new Rollout("r") { Stages = [new(0) { Ids = new HashSet<string> { "bench" } }, new(1_000_000)] };

        Assert.Equal(RolloutAnswer.Go, RolloutDecision.Of(rollout, Device("bench"), At(s_now)).Answer);
        Assert.Equal(RolloutAnswer.NotYet, RolloutDecision.Of(rollout, Device("other"), At(s_now)).Answer);
        Assert.Contains("stage 2", RolloutDecision.Of(rollout, Device("other"), At(s_now)).Reason);
    }

    [Fact]
    public void Of_PausedOrAborted_GoesNowhereEvenWhereForced()
    {
        var rollout = new Rollout("r") { IsForced = true };

        Assert.Equal(RolloutAnswer.Paused, RolloutDecision.Of(rollout with { State = RolloutState.Paused }, Device("a"), At(s_now)).Answer);
        Assert.Equal(RolloutAnswer.Aborted, RolloutDecision.Of(rollout with { State = RolloutState.Aborted }, Device("a"), At(s_now)).Answer);
    }

    [Fact]
    public void Of_NotBefore_IsWaitedForEvenWhereForced()
    {
        var rollout = new Rollout("r") { NotBefore = s_now.AddHours(1), IsForced = true };

        var verdict = RolloutDecision.Of(rollout, Device("a"), At(s_now));

        Assert.Equal((RolloutAnswer.Later, s_now.AddHours(1)), (verdict.Answer, verdict.Until));
        Assert.Equal(RolloutAnswer.Go, RolloutDecision.Of(rollout, Device("a"), At(s_now.AddHours(1))).Answer);
    }

    [Fact]
    public void Of_Spread_EveryDeviceBeginsWithinItAtItsOwnMoment()
    {
        var rollout = new Rollout("r") { Stages = [new(1_000_000) { Since = s_now }], Spread = TimeSpan.FromHours(1) };
        int Begun(TimeSpan after) => Enumerable.Range(0, 1000).Count(i => RolloutDecision.Of(rollout, Device($"d{i}"), At(s_now + after)).Answer == RolloutAnswer.Go);

        Assert.InRange(Begun(TimeSpan.FromMinutes(6)), 60, 140);
        Assert.InRange(Begun(TimeSpan.FromMinutes(30)), 430, 570);
        Assert.Equal(1000, Begun(TimeSpan.FromHours(1)));
        var early = RolloutDecision.Of(rollout, Device("d1"), At(s_now));
        Assert.Equal(RolloutAnswer.Go, RolloutDecision.Of(rollout, Device("d1"), At(early.Until!.Value)).Answer);
        Assert.Equal(RolloutAnswer.Go, RolloutDecision.Of(rollout with { IsForced = true }, Device("d1"), At(s_now)).Answer);
    }

    [Theory]
    [InlineData("2026-11-27T21:59:00Z", "2026-11-27T22:00:00Z")]
    [InlineData("2026-11-27T22:00:00Z", null)]
    [InlineData("2026-11-28T03:59:00Z", null)]
    [InlineData("2026-11-28T04:00:00Z", "2026-11-30T22:00:00Z")]
    public void Of_WindowOverMidnightOfWorkdays_IsOpenUntilTheNextMorning(string now, string? until)
    {
        var workdays = new HashSet<DayOfWeek> { DayOfWeek.Monday, DayOfWeek.Friday };
        var rollout = new Rollout("r") { Windows = [new MaintenanceWindow(workdays, new TimeOnly(22, 0), new TimeOnly(4, 0))] };

        var verdict = RolloutDecision.Of(rollout, Device("a"), At(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture)));

        Assert.Equal(until is null ? RolloutAnswer.Go : RolloutAnswer.Later, verdict.Answer);
        Assert.Equal(until is null ? null : DateTimeOffset.Parse(until, System.Globalization.CultureInfo.InvariantCulture), verdict.Until);
    }

    [Fact]
    public void Of_Window_GoesByTheClockOnTheDevicesWall()
    {
        var rollout = new Rollout("r") { Windows = [new MaintenanceWindow(Enum.GetValues<DayOfWeek>().ToHashSet(), new TimeOnly(14, 0), new TimeOnly(15, 0))] };
        var east = TimeZoneInfo.CreateCustomTimeZone("east", TimeSpan.FromHours(2), "east", "east");

        Assert.Equal(RolloutAnswer.Go, RolloutDecision.Of(rollout, Device("a"), At(s_now) with { Zone = east }).Answer);
        Assert.Equal(RolloutAnswer.Later, RolloutDecision.Of(rollout, Device("a"), At(s_now)).Answer);
    }

    [Fact]
    public void Of_WindowWithAClockThatMayBeWrong_Waits()
    {
        var rollout = new Rollout("r") { Windows = [new MaintenanceWindow(Enum.GetValues<DayOfWeek>().ToHashSet(), TimeOnly.MinValue, TimeOnly.MinValue)] };

        Assert.Equal(RolloutAnswer.Go, RolloutDecision.Of(rollout, Device("a"), At(s_now)).Answer);
        Assert.Equal(RolloutAnswer.Later, RolloutDecision.Of(rollout, Device("a"), At(s_now) with { IsRight = false }).Answer);
        Assert.Equal(RolloutAnswer.Go, RolloutDecision.Of(rollout with { IsForced = true }, Device("a"), At(s_now) with { IsRight = false }).Answer);
    }

    [Fact]
    public void NextOpen_AtAnyTime_IsOpenThenAndNotBefore() =>
        Gen.Select(Gen.Int[0, 1439], Gen.Int[0, 1439], Gen.Int[1, 127], Gen.Int[0, 20_000]).Sample((from, to, days, minute) =>
        {
            var window = new MaintenanceWindow(Enum.GetValues<DayOfWeek>().Where(day => (days & (1 << (int)day)) != 0).ToHashSet(), TimeOnly.MinValue.AddMinutes(from), TimeOnly.MinValue.AddMinutes(to));
            var wall = s_now.DateTime.AddMinutes(minute);
            var open = window.NextOpen(wall);
            bool isOpenThen = window.NextOpen(open) == open;
            bool isClosedBefore = open == wall || window.NextOpen(open.AddMinutes(-1)) == open;
            return open >= wall && isOpenThen && isClosedBefore;
        });

    private static bool IsIn(string rollout, string device, int share) => RolloutDecision.StageOf(new Rollout(rollout) { Stages = [new RolloutStage(share)] }, Device(device)) == 1;

    private static RolloutDevice Device(string id, params (string Tag, string Value)[] tags) => new(id, tags.ToDictionary(tag => tag.Tag, tag => tag.Value));

    private static DeviceGroup Tags(string tag, params string[] values) =>
        new(new HashSet<string>(), new Dictionary<string, IReadOnlySet<string>> { [tag] = values.ToHashSet() });

    private static RolloutMoment At(DateTimeOffset now) => new(now, TimeZoneInfo.Utc, IsRight: true);
}
