using EdgeAppliance.Edgectl.Clock;

namespace EdgeAppliance.Tests.Edgectl.Clock;

public sealed class ClockSettingTests
{
    private static readonly DateTimeOffset s_built = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateServer s_one = new(new Uri("https://one.example"), null, null), s_two = new(new Uri("https://two.example"), null, null);

    private readonly SimulatedClock _clock = new() { Now = s_built };

    [Fact]
    public async Task Run_ClockOfYesterday_IsSetAndCountsAsKept()
    {
        Assert.True(await Run(_ => s_built.AddDays(1)));
        Assert.Equal((s_built.AddDays(1), true), (_clock.Now, _clock.IsKept));
    }

    /// <summary>A real-time clock that was right to the second must not be set by a header that is not.</summary>
    [Fact]
    public async Task Run_ClockThatIsClose_StaysAndCountsAsKept()
    {
        Assert.True(await Run(_ => s_built.AddSeconds(-4)));
        Assert.Equal((s_built, true), (_clock.Now, _clock.IsKept));
    }

    /// <summary>Headers are good to seconds: what is believed is still not set to before.</summary>
    [Fact]
    public async Task Run_TimeAMomentBeforeTheFloor_IsTheFloor()
    {
        _clock.Now = s_built.AddYears(-1);
        Assert.True(await Run(_ => s_built.AddSeconds(-4)));
        Assert.Equal(s_built, _clock.Now);
    }

    [Fact]
    public async Task Run_TimeThatIsOver_IsNotBelieved()
    {
        Assert.False(await Run(_ => s_built.AddDays(-1)));
        Assert.Equal((s_built, false), (_clock.Now, _clock.IsKept));
    }

    /// <summary>A real-time clock may have been wrong.</summary>
    [Fact]
    public async Task Run_ClockAhead_IsSetBackButNotBeforeTheFloor()
    {
        _clock.Now = s_built.AddYears(20);
        Assert.True(await Run(_ => s_built.AddDays(1)));
        Assert.Equal(s_built.AddDays(1), _clock.Now);
    }

    [Fact]
    public async Task Run_FirstServerIsOfNoUse_AsksTheNext()
    {
        Assert.True(await Run(server => server == s_one ? throw new IOException("away") : s_built.AddDays(1)));
        Assert.True(_clock.IsKept);
    }

    [Fact]
    public async Task Run_ClockThatIsKept_AsksNobody()
    {
        _clock.IsKept = true;
        Assert.True(await Run(_ => throw new InvalidOperationException("asked")));
    }

    [Fact]
    public async Task Run_NobodyConfigured_IsNoFailure() =>
        Assert.True(await new ClockSetting(_clock, _ => throw new InvalidOperationException("asked"), s_built).Run([]));

    private Task<bool> Run(Func<DateServer, DateTimeOffset> says) =>
        new ClockSetting(_clock, server => { try { return Task.FromResult(says(server)); } catch (IOException e) { return Task.FromException<DateTimeOffset>(e); } }, s_built).Run([s_one, s_two]);

    private sealed class SimulatedClock : IHostClock
    {
        public bool IsKept { get; set; }

        public DateTimeOffset Now { get; set; }

        public void Set(DateTimeOffset time) => Now = time;

        public void Keep(TimeSpan error) => IsKept = true;
    }
}
