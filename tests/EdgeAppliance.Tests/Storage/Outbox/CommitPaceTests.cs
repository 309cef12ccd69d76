using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Storage.Outbox;

public sealed class CommitPaceTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMilliseconds(0.5);

    private readonly FakeTimeProvider _time = new();
    private readonly CommitPace _pace;

    public CommitPaceTests() => _pace = new CommitPace(_time);

    [Fact]
    public void IsBelow_NoCommitYet_IsFalse() => Assert.False(_pace.IsBelow(s_limit));

    [Fact]
    public void IsBelow_NoLimit_IsFalse()
    {
        Commit(TimeSpan.Zero);
        Assert.False(_pace.IsBelow(TimeSpan.Zero));
    }

    [Fact]
    public void IsBelow_DiskBecomesSlowAndQuickAgain_Follows()
    {
        Commit(TimeSpan.FromMilliseconds(0.1));
        Assert.True(_pace.IsBelow(s_limit));
        Commit(TimeSpan.FromMilliseconds(1));
        Assert.True(_pace.IsBelow(s_limit), "one slow commit is not a slow disk");
        Commit(TimeSpan.FromMilliseconds(20));
        Assert.False(_pace.IsBelow(s_limit));
        for (int i = 0; i < 30; i++) Commit(TimeSpan.FromMilliseconds(0.1));
        Assert.True(_pace.IsBelow(s_limit));
    }

    private void Commit(TimeSpan took)
    {
        long since = _pace.Begin();
        _time.Advance(took);
        _pace.End(since);
    }
}
