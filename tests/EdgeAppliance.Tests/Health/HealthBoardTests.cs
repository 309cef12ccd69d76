using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Health;

namespace EdgeAppliance.Tests.Health;

public sealed class HealthBoardTests
{
    private readonly HealthBoard _board = new();
    private int _changes;

    public HealthBoardTests() => _board.Changed += () => _changes++;

    [Fact]
    public void Raise_TheSameTwice_IsOneConditionAndOneChange()
    {
        _board.Raise(Condition("disk.full", "outbox"));
        _board.Raise(Condition("disk.full", "outbox"));

        Assert.Equal([Condition("disk.full", "outbox")], _board.Snapshot());
        Assert.Equal(1, _changes);
    }

    [Fact]
    public void Raise_AnotherText_ReplacesIt()
    {
        _board.Raise(Condition("disk.full", "outbox"));
        _board.Raise(Condition("disk.full", "outbox", text: "3 MB are free"));

        Assert.Equal("3 MB are free", Assert.Single(_board.Snapshot()).Text);
        Assert.Equal(2, _changes);
    }

    [Fact]
    public void Clear_EndsOnlyThatCodeOfThatSubject()
    {
        _board.Raise(Condition("a", "one"));
        _board.Raise(Condition("a", "two"));
        _board.Clear("a", "one");
        _board.Clear("a", "three");

        Assert.Equal("two", Assert.Single(_board.Snapshot()).Subject);
        Assert.Equal(3, _changes);
    }

    [Fact]
    public void Snapshot_HasTheWorstFirst_AndAsksTheRegistered()
    {
        _board.Raise(Condition("b", "x", HealthSeverity.Info));
        _board.Raise(Condition("a", "x", HealthSeverity.Warning));
        _board.Register(() => [Condition("c", "x", HealthSeverity.Error)]);

        Assert.Equal(["c", "a", "b"], _board.Snapshot().Select(c => c.Code));
    }

    [Fact]
    public void Snapshot_WhereAPartCannotSay_StillComes()
    {
        _board.Raise(Condition("a", "x"));
        _board.Register(() => throw new InvalidOperationException("it is broken"));

        Assert.Equal(["health.unknown", "a"], _board.Snapshot().Select(c => c.Code));
    }

    [Fact]
    public void Raise_MoreThanAreKept_IsCounted()
    {
        for (int i = 0; i < HealthBoard.RaisedMax + 3; i++) _board.Raise(Condition("a", $"s{i}"));

        var snapshot = _board.Snapshot();
        Assert.Equal(HealthBoard.RaisedMax + 1, snapshot.Count);
        Assert.StartsWith("3 more", snapshot.Single(c => c.Code == "health.too-many").Text);
    }

    private static HealthCondition Condition(string code, string subject, HealthSeverity severity = HealthSeverity.Warning, string text = "text") =>
        new(code, severity, subject, text, "remedy");
}
