using System.Text.Json;
using EdgeAppliance.Demo.Cloud;

namespace EdgeAppliance.Tests.Demo.Cloud;

public sealed class ScoreWatchTests
{
    private readonly ScoreWatch _watch = new("machine", "score");

    [Fact]
    public void Add_Scores_CountsTheCalmOnesUpToTheNewest()
    {
        foreach (double score in new[] { 0.1, 0.2 }) Add("machine", score);
        Assert.Equal((2, 0.2), (_watch.Calm, _watch.Newest));
        Add("machine", 0.9);
        Assert.Equal((0, 0.9), (_watch.Calm, _watch.Newest));
        Add("machine", 0.5);
        Assert.Equal(1, _watch.Calm);
    }

    [Fact]
    public void Add_OtherStream_IsIgnored()
    {
        Add("machine/alarm", 0.1);
        Assert.Equal(0, _watch.Calm);
    }

    private void Add(string stream, double score) =>
        _watch.Add(new CloudRecord($"d/{stream}/1", stream, 1, "edge.inference.v1", DateTimeOffset.UnixEpoch)
        {
            Data = JsonDocument.Parse(FormattableString.Invariant($"{{\"score\":{score},\"threshold\":0.5}}")).RootElement,
        });
}
