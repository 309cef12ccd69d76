using EdgeAppliance.Edgectl.Clock;

namespace EdgeAppliance.Tests.Edgectl.Clock;

public sealed class DateAskTests
{
    private static readonly DateTimeOffset s_then = new(2040, 6, 1, 12, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset s_begins = s_then.AddMonths(-6);

    /// <summary>By this machine's clock its certificate is not yet valid: that is what the clock is asked for.</summary>
    [Fact]
    public async Task Ask_CertificateOfAnotherTime_IsHeldAgainstTheTimeThatIsSaid()
    {
        using var server = new TimeTellingServer(s_begins, $"Date: {s_then:R}\r\n");
        Assert.InRange(await Ask(server), s_then, s_then.AddSeconds(30));
    }

    [Fact]
    public async Task Ask_CachedReply_IsOlderThanNow()
    {
        using var server = new TimeTellingServer(s_begins, $"Date: {s_then:R}\r\nAge: 3600\r\n");
        Assert.InRange(await Ask(server), s_then.AddHours(1), s_then.AddHours(1).AddSeconds(30));
    }

    /// <summary>A key that leaked from a certificate of long ago must not bring that time back, nor any other.</summary>
    [Theory]
    [InlineData(-7)]
    [InlineData(7)]
    public async Task Ask_TimeOutsideTheCertificates_IsNotBelieved(int months)
    {
        using var server = new TimeTellingServer(s_begins, $"Date: {s_then.AddMonths(months):R}\r\n");
        Assert.Contains("not valid at the time that it says", (await Assert.ThrowsAsync<IOException>(() => Ask(server))).Message);
    }

    [Fact]
    public async Task Ask_StrangersAuthority_IsNotBelieved()
    {
        using var server = new TimeTellingServer(s_begins, $"Date: {s_then:R}\r\n");
        using var stranger = new TimeTellingServer(s_begins, "");
        var refused = await Assert.ThrowsAsync<IOException>(() => DateAsk.Ask(new DateServer(server.Address, stranger.AuthorityFile, null), TimeProvider.System, default));
        Assert.Equal($"localhost: it is not trusted, by {stranger.AuthorityFile}", refused.Message);
    }

    [Fact]
    public async Task Ask_CertificateForAnotherName_IsNotBelieved()
    {
        using var server = new TimeTellingServer(s_begins, $"Date: {s_then:R}\r\n", "another.example");
        await Assert.ThrowsAsync<IOException>(() => Ask(server));
    }

    [Fact]
    public async Task Ask_NoDate_SaysSo()
    {
        using var server = new TimeTellingServer(s_begins, "");
        Assert.Contains("has no date", (await Assert.ThrowsAsync<IOException>(() => Ask(server))).Message);
    }

    private static Task<DateTimeOffset> Ask(TimeTellingServer server) => DateAsk.Ask(new DateServer(server.Address, server.AuthorityFile, null), TimeProvider.System, default);
}
