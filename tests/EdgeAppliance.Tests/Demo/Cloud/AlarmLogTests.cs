using System.Text.Json;
using EdgeAppliance.Demo.Cloud;

namespace EdgeAppliance.Tests.Demo.Cloud;

public sealed class AlarmLogTests
{
    private static readonly DateTimeOffset s_start = DateTimeOffset.UnixEpoch;
    private readonly AlarmLog _log = new();

    [Fact]
    public void Add_RaisedThenCleared_IsUpInBetween()
    {
        Assert.NotNull(Add(1, "hog", true, 5));
        Assert.True(_log.IsUp("hog"));
        Add(2, "hog", false, 9);
        Assert.False(_log.IsUp("hog"));
        Assert.Equal(2, _log.Events.Count);
    }

    [Fact]
    public void Add_SameRecordAgain_IsNoNews()
    {
        Add(1, "hog", true, 5);
        Add(2, "hog", false, 9);
        Assert.Null(Add(1, "hog", true, 10));
        Assert.False(_log.IsUp("hog"));
    }

    [Fact]
    public void Raised_AlarmOfBefore_DoesNotCount()
    {
        Add(1, "hog", true, 5);
        Assert.Null(_log.Raised("hog", s_start.AddSeconds(6)));
        Add(2, "hog", false, 8);
        Add(3, "leak", true, 9);
        Add(4, "hog", true, 10);
        Assert.Equal(s_start.AddSeconds(10), _log.Raised("hog", s_start.AddSeconds(6))!.ReceivedAt);
    }

    [Fact]
    public void Add_RecordThatIsNoAlarm_IsIgnored() =>
        Assert.Null(_log.Add(new CloudRecord("d/s/1", "s", 1, "edge.reading.v1", s_start) { Data = Data("hog", true) }, s_start));

    private AlarmEvent? Add(long sequence, string alarm, bool active, int second) =>
        _log.Add(new CloudRecord($"d/machine.alarm/{sequence}", "machine.alarm", sequence, "edge.alarm.v1", s_start) { Data = Data(alarm, active) }, s_start.AddSeconds(second));

    private static JsonElement Data(string alarm, bool active) =>
        JsonDocument.Parse($$"""{"alarm":"{{alarm}}","active":{{(active ? "true" : "false")}},"score":0.9}""").RootElement;
}
