using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Core.Pipeline;

/// <summary>Readings that are passed and not stored are processed or counted as lost, each once.</summary>
public sealed class PassedReadingsTests : IDisposable
{
    private const int Queue = 4;

    private readonly SimulatedStore _store = new(new Random(1));
    private readonly PipelineRunner _runner;
    private long _passed;
    private long _timeUs = 1_700_000_000_000_000;

    public PassedReadingsTests()
    {
        var options = new PipelineOptions("p", new HashSet<string> { "camera", "pump" }, new StepPlan([]), "", ["cloud"]) { QueueBatchesMax = Queue };
        _runner = new PipelineRunner(options, _store, new FakeTimeProvider());
    }

    public void Dispose() => _runner.Dispose();

    [Fact]
    public void Pass_BeforeThePipelineHasCaughtUp_IsCounted()
    {
        Assert.Null(_runner.Lost);
        Pass("camera", 3);
        Assert.Equal(3, _runner.ReadingsLost);
        Assert.StartsWith("3 readings", _runner.Lost!.Text);
        Settle();
        Assert.Equal((0, 3), (_runner.Readings, _runner.ReadingsLost));
        Pass("camera", 2);
        Settle();
        Assert.Equal((2, 3), (_runner.Readings, _runner.ReadingsLost));
    }

    [Fact]
    public void Pass_MoreThanTheQueueHolds_TheRestIsCounted()
    {
        Settle();
        for (int i = 0; i < Queue + 3; i++) Pass("camera", 2);
        Settle();
        Assert.Equal((2 * Queue, 2 * 3), (_runner.Readings, _runner.ReadingsLost));
    }

    /// <summary>What is lost closes nothing: what comes as soon as there is room is taken.</summary>
    [Fact]
    public void Pass_QueueWasFullAndIsNotAnyMore_IsTaken()
    {
        Settle();
        for (int i = 0; i < Queue + 1; i++) Pass("camera", 1);
        Assert.True(_runner.Advance());
        Pass("camera", 1);
        Settle();
        Assert.Equal((Queue + 1, 1), (_runner.Readings, _runner.ReadingsLost));
    }

    [Fact]
    public void Pass_SourceOfNoInterest_IsNotCounted()
    {
        Pass("other", 5);
        Settle();
        Assert.Equal((0, 0), (_runner.Readings, _runner.ReadingsLost));
    }

    /// <summary>Stored readings are read back, each once, whatever is lost between them.</summary>
    [Fact]
    public void Pass_BetweenStoredReadings_EachIsProcessedOrCounted()
    {
        var random = new Random(7);
        long stored = 0;
        for (int i = 0; i < 3000; i++)
        {
            int draw = random.Next(10);
            int rows = 1 + random.Next(5);
            if (draw < 3) Pass("camera", rows);
            else if (draw < 6)
            {
                stored += rows;
                _ = _store.Append(Batch("pump", rows));
                _store.Sync();
            }
            else if (draw < 7) for (int step = random.Next(12); step > 0; step--) _runner.Advance();
            else _runner.Advance();
        }
        Settle();
        Assert.Equal(stored + _passed, _runner.Readings + _runner.ReadingsLost);
        Assert.InRange(_runner.ReadingsLost, 1, _passed - 1);
    }

    private void Pass(string source, int rows)
    {
        _passed += rows;
        _store.Pass(Batch(source, rows));
        _store.Sync();
    }

    private ReadingBatch Batch(string source, int rows)
    {
        var batch = ReadingBatch.Rent(source, "d", new ChannelSet("a"), rows);
        for (int row = 0; row < rows; row++) batch.AddRow(_timeUs++, [1]);
        return batch;
    }

    private void Settle()
    {
        do
        {
            _store.Sync();
            while (_runner.Advance())
            {
            }
        }
        while (_store.PendingCount > 0 || _runner.Advance());
    }
}
