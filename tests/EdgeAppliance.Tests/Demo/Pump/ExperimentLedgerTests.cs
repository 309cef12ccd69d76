using System.Text.Json;
using EdgeAppliance.Demo.Cloud;
using EdgeAppliance.Demo.Pump;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Demo.Pump;

public sealed class ExperimentLedgerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly ExperimentLedger _ledger;

    public ExperimentLedgerTests()
    {
        string file = Path.Combine(_folder.FullName, "7.csv");
        File.WriteAllText(file, "datetime;Current;anomaly;changepoint\n2020-03-09 10:00:00;1;0.0;0.0\n2020-03-09 10:00:01;1;0.0;0.0\n2020-03-09 10:00:02;2;1.0;1.0\n2020-03-09 10:00:03;2;1.0;0.0\n");
        _ledger = new ExperimentLedger(Experiment.Read(file));
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Read_Recording_KnowsItsNumberAndLabels() =>
        Assert.Equal((7, 4, "valve1-7"), (_ledger.Experiment.Number, _ledger.Experiment.Rows, _ledger.Experiment.Source));

    [Fact]
    public void AddRow_SameRowTwiceOrUnknown_IsWrong()
    {
        _ledger.AddRow(Record(0, 0));
        _ledger.AddRow(Record(0, 0));
        _ledger.AddRow(Record(9, 0));
        Assert.Equal((1, 2), (_ledger.Rows, _ledger.Wrong));
    }

    [Fact]
    public void Score_AlarmsBesideLabels_AreCounted()
    {
        _ledger.AddScore(Record(1, 6));
        _ledger.AddScore(Record(2, 6));
        _ledger.AddScore(Record(3, 4));
        Assert.Equal(new Score(1, 1, 1, 0), _ledger.Score);
        Assert.Equal(0.5, _ledger.Score.F1, 6);
        Assert.Equal(100, _ledger.Score.FalseAlarmPercent, 6);
    }

    private static CloudRecord Record(int second, double score) =>
        new($"d/pump/{second}", "pump", second, "edge.inference.v1", new DateTimeOffset(2020, 3, 9, 10, 0, second, TimeSpan.Zero))
        {
            Data = JsonDocument.Parse(FormattableString.Invariant($"{{\"score\":{score},\"threshold\":5}}")).RootElement,
        };
}
