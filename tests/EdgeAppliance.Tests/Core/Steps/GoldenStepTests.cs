namespace EdgeAppliance.Tests.Core.Steps;

/// <summary>A known input and its whole output, a step.</summary>
public sealed class GoldenStepTests
{
    [Fact]
    public void Select_OneOfTwo_KeepsItUnderItsNewName() =>
        Check("""[{"type":"select","channels":["b"],"as":{"b":"beta"}}]""", "1 beta=10\n2 beta=20\n3 beta=30\n4 beta=40\n");

    [Fact]
    public void Convert_UnitsAndScale_GivesTheOtherUnit() =>
        Check("""[{"type":"convert","channels":{"a":{"from":"kPa","to":"Pa"},"b":{"scale":2,"offset":1}}}]""", "1 a=1000 b=21\n2 a=2000 b=41\n3 a=3000 b=61\n4 a=4000 b=81\n");

    [Fact]
    public void Deadband_SmallMoves_AreLeftOut() =>
        Check("""[{"type":"deadband","channels":{"a":1.5}}]""", "1 a=1 b=10\n3 a=3 b=30\n");

    [Fact]
    public void SwingDoor_Line_KeepsItsBeginning() =>
        Check("""[{"type":"swingdoor","channels":{"a":0.1}},{"type":"select","channels":["a"]}]""", "1 a=1\n");

    [Fact]
    public void SwingDoor_TwoChannels_EachKeepsItsOwnCorners()
    {
        var harness = new StepHarness("""[{"type":"swingdoor","channels":{"a":0.1,"b":0.1},"maxGap":"0.005ms"}]""");
        harness.Push((1, 1, 0), (2, 1, 1), (3, 1, 9), (4, 3, 17), (12, 0, 0));
        Assert.Equal("1 a=1 b=0\n2 a=NaN b=1\n3 a=1 b=NaN\n4 a=3 b=17\n12 a=0 b=0\n", harness.Output);
    }

    [Fact]
    public void Window_SizeTwo_SlidesByOne() =>
        Check("""[{"type":"window","size":2,"hop":1},{"type":"sums"}]""", "2 sum=33 size=2\n3 sum=55 size=2\n4 sum=77 size=2\n");

    [Fact]
    public void Window_ByTime_HoldsTheReadingsOfItsDuration() =>
        Check("""[{"type":"window","size":"0.002ms","hop":"0.001ms"},{"type":"sums"}]""", "3 sum=55 size=2\n4 sum=77 size=2\n");

    [Fact]
    public void Aggregate_Tumbling_CountsEachReadingOnce() =>
        Check("""[{"type":"aggregate","size":2,"functions":["count","sum","mean","min","max","std"]},{"type":"select","channels":["a.count","a.sum","a.mean","a.min","a.max","b.std"]}]""",
            "2 a.count=2 a.sum=3 a.mean=1.5 a.min=1 a.max=2 b.std=5\n4 a.count=2 a.sum=7 a.mean=3.5 a.min=3 a.max=4 b.std=5\n");

    [Fact]
    public void Aggregate_Sliding_OverlapsByTheHop() =>
        Check("""[{"type":"aggregate","size":3,"hop":1,"functions":["sum"]}]""", "3 a.sum=6 b.sum=60\n4 a.sum=9 b.sum=90\n");

    [Fact]
    public void Aggregate_TumblingByTime_EndsWithTheNextWindowsFirstReading() =>
        Check("""[{"type":"aggregate","size":"0.002ms","functions":["count"]}]""", "1 a.count=1 b.count=1\n3 a.count=2 b.count=2\n");

    [Fact]
    public void Alarm_TwoInARow_RaisesAndClears()
    {
        var harness = new StepHarness("""[{"type":"alarm","name":"hot","when":"a > limit && b != 0","raiseAfter":2,"clearAfter":2,"constants":{"limit":5}},{"type":"select","channels":["none"]}]""");
        harness.Push((1, 6, 1), (2, 4, 1), (3, 6, 1), (4, double.NaN, 1), (5, 7, 1), (6, 1, 1), (7, 9, 1), (8, 1, 1), (9, 1, 0));
        Assert.Equal("5 hot raised\n9 hot cleared\n", harness.Output);
    }

    [Fact]
    public void Normalize_Fixed_Scales() =>
        Check("""[{"type":"normalize","channels":{"a":{"mean":2,"std":2}}}]""", "1 a=-0.5 b=10\n2 a=0 b=20\n3 a=0.5 b=30\n4 a=1 b=40\n");

    [Fact]
    public void Normalize_Commission_LearnsThenScales() =>
        Check("""[{"type":"normalize","commission":3,"channels":["a"],"score":"distance"}]""",
            "4 a=2.449489742783178 b=40 distance=2.449489742783178 threshold=1.224744871391589\n");

    private static void Check(string steps, string expected)
    {
        var harness = new StepHarness(steps);
        harness.Push((1, 1, 10), (2, 2, 20), (3, 3, 30), (4, 4, 40));
        Assert.Equal(expected, harness.Output);
    }
}
