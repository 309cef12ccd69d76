using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Daemon.Updates.Hawkbit;
using EdgeAppliance.Tests.Peers;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>Whatever answers, it takes neither the memory nor the time.</summary>
public sealed class DdiClientTests : IDisposable
{
    private readonly RecordedTime _time = new(new DateTimeOffset(2026, 11, 27, 12, 0, 0, TimeSpan.Zero));
    private readonly HttpClient _http = new() { Timeout = Timeout.InfiniteTimeSpan };

    public void Dispose() => _http.Dispose();

    [Theory]
    [InlineData(DdiReader.PollBytesMax, false)]
    [InlineData(DdiReader.PollBytesMax + 1, true)]
    public async Task Poll_AnswerIsLarge_IsReadAsFarAsItMayBe(int bytes, bool isTooLarge)
    {
        using var server = new LoopbackServer(async context =>
        {
            await context.Response.OutputStream.WriteAsync("{}"u8.ToArray().Concat(Enumerable.Repeat((byte)' ', bytes - 2)).ToArray());
            context.Response.Close();
        });
        if (isTooLarge) Assert.Equal(TufFailure.TooLarge, (await Assert.ThrowsAsync<TufException>(() => Poll(server))).Failure);
        else Assert.Equal(new DdiPoll(), await Poll(server));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Poll_ServerFallsSilent_IsGivenUp(bool hasBegun)
    {
        var asked = new TaskCompletionSource();
        var over = new TaskCompletionSource();
        using var server = new LoopbackServer(async context =>
        {
            if (hasBegun) await context.Response.OutputStream.WriteAsync("{"u8.ToArray());
            asked.SetResult();
            await over.Task;
        });
        var poll = Poll(server);
        await asked.Task;
        Assert.Equal([TimeSpan.FromSeconds(30)], _time.Waits.Where(wait => wait > TimeSpan.Zero));
        _time.Advance(TimeSpan.FromSeconds(30));
        var late = await Assert.ThrowsAsync<HawkbitException>(() => poll);
        Assert.Equal((HawkbitFailure.Unreachable, "hawkBit does not answer within 30 s."), (late.Failure, late.Message));
        over.SetResult();
    }

    private Task<DdiPoll> Poll(LoopbackServer server) => new DdiClient(_http, new HawkbitConfiguration(server.Address, "DEFAULT"), "box", _time).Poll(CancellationToken.None);
}
