using EdgeAppliance.Core.Readings;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Trials;
using EdgeAppliance.Tests.Inference.Steps;
using Microsoft.Extensions.Time.Testing;

namespace EdgeAppliance.Tests.Inference.Trials;

public sealed class ModelTrialTests : IDisposable
{
    private const string WindowInfer = """[{"type":"window","size":4},{"type":"infer","model":"tiny"}]""";
    private const string OldOutput = "4 score=1 threshold=0.5\n";
    private static readonly ChannelSet AB = new("a", "b");
    private static readonly double[][] FourOfTen = [[10, 10], [10, 10], [10, 10], [10, 10]];

    private readonly ModelFolder _folder = new();
    private readonly FakeTimeProvider _time = new();
    private readonly ModelRepository _repository;
    private readonly InferHarness _chain;

    public ModelTrialTests()
    {
        _repository = _folder.Ship(TestBundle.Keeping("0.9")).Open(time: _time);
        _chain = new InferHarness(_repository, WindowInfer);
    }

    [Fact]
    public void Offer_LiveWindows_ComparesAndLeavesTheOldVersionsRecords()
    {
        // The old version's error is 1 of 10, above the threshold of 0.5; the candidate's is 0.8.
        var trial = Try(TestBundle.Keeping("0.92"));
        _chain.Push(AB, FourOfTen);
        _chain.Push(AB, [1, 1], [1, 1], [1, 1], [1, 1]);
        RunAll(trial);
        Assert.Equal(OldOutput + "8 score=0.1 threshold=0.5\n", _chain.Output);
        var report = trial.Report;
        Assert.Equal((2, 0, 2, 1, 1), (report.Windows, report.Skipped, report.Compared, report.CurrentAlarms, report.CandidateAlarms));
        Assert.Equal((2, 2), (report.Current.Runs, report.Candidate.Runs));
    }

    [Fact]
    public void Offer_CandidateFails_IsCountedAgainstItAlone()
    {
        var trial = Try(new TestBundle("fails-on-large"));
        _chain.Push(AB, FourOfTen);
        RunAll(trial);
        Assert.Equal(OldOutput, _chain.Output);
        Assert.Equal((1, 1, 0), (trial.Report.Candidate.Runs, trial.Report.Candidate.Failed, trial.Report.Current.Failed));
    }

    [Fact]
    public void Offer_CandidateIsTooSlow_LeavesWindowsOut()
    {
        var trial = Try(TestBundle.Keeping("0.92"));
        for (int i = 0; i < 100; i++) _chain.Push(AB, FourOfTen);
        Assert.Equal((100, 36), (_chain.Rows, trial.Report.Skipped));
        RunAll(trial);
        Assert.Equal(64, trial.Report.Windows);
    }

    [Fact]
    public void Offer_ManyWindows_AllocatesNothing()
    {
        var trial = Try(TestBundle.Keeping("0.92"));
        var chain = new InferHarness(_repository, """[{"type":"window","size":4,"hop":1},{"type":"infer","model":"tiny"},{"type":"select","channels":["no"]}]""");
        var batch = ReadingBatch.Rent("source", "device", AB, 64);
        for (int i = 0; i < 64; i++) batch.AddRow(i);
        for (int i = 0; i < 64; i++) (batch.WritableColumn(0)[i], batch.WritableColumn(1)[i]) = (i, -i);
        for (int i = 0; i < 50; i++) PushAndRun(chain, batch, trial);
        Assert.Equal(0, SteadyState.AllocatedBy(50, () => PushAndRun(chain, batch, trial)));
        Assert.Equal(0, trial.Report.Skipped);
    }

    [Theory]
    [InlineData(""","channels":["a","rpm"],"postprocess":[{"step":"reconstruction-error","output":"y"}],"threshold":0.5""", "needs the channel rpm")]
    [InlineData(""","channels":["a","b"],"postprocess":[{"step":"reconstruction-error","output":"y","as":"error"}],"threshold":0.5""", "gives no score")]
    [InlineData(""","channels":["a","b"],"postprocess":[{"step":"reconstruction-error","output":"y"}]""", "gives no threshold")]
    public void Fit_CandidateCannotTakeTheOldOnesPlace_SaysWhy(string more, string reason)
    {
        var trial = Try(new TestBundle("keeps-0.92") { More = more });
        _chain.Push(AB, FourOfTen);
        Assert.Contains(reason, trial.Report.Misfit);
        Assert.Equal(OldOutput, _chain.Output);
    }

    [Fact]
    public void Report_RunGoesOn_SaysForHowLong()
    {
        var trial = Try(TestBundle.Keeping("0.92"));
        _chain.Push(AB, FourOfTen);
        // A session that somebody else holds is as good as one that hangs.
        var held = trial.Candidate.Runners.Rent()!;
        var run = new Thread(() => trial.RunNext(wait: false));
        run.Start();
        Assert.True(SpinWait.SpinUntil(() => run.ThreadState == ThreadState.WaitSleepJoin, TimeSpan.FromSeconds(10)));
        _time.Advance(TimeSpan.FromSeconds(7));
        Assert.Equal(TimeSpan.FromSeconds(7), trial.Report.RunningFor);
        trial.Candidate.Runners.Return(held);
        run.Join();
        Assert.Equal(TimeSpan.Zero, trial.Report.RunningFor);
    }

    [Fact]
    public void Keep_NewVersion_TakesOverFromTheNextWindowOn()
    {
        var candidate = _repository.Load((TestBundle.Keeping("0.92") with { Version = "2" }).WriteTo(_folder.PathOf("candidate")));
        _chain.Push(AB, FourOfTen);
        _repository.Try(candidate);
        _chain.Push(AB, FourOfTen);
        _repository.Keep(candidate);
        _chain.Push(AB, FourOfTen);
        Assert.Equal(OldOutput + "8 score=1 threshold=0.5\n12 score=0.8 threshold=0.5\n", _chain.Output);
        Assert.Equal((null, "2", candidate.MemoryBytes), (_repository.Status[0].TrialVersion, _repository.Status[0].Version, _repository.MemoryBytes));
    }

    [Fact]
    public void Drop_NewVersion_LeavesTheOldOne()
    {
        var old = _repository.Slot("tiny").Current();
        var trial = _repository.Try(_repository.Load(TestBundle.Keeping("0.92").WriteTo(_folder.PathOf("candidate"))));
        Assert.Equal("1.0.0", _repository.Status[0].TrialVersion);
        _repository.Drop(trial);
        _chain.Push(AB, FourOfTen);
        Assert.Equal(OldOutput, _chain.Output);
        Assert.Equal((null, old.MemoryBytes), (_repository.Status[0].TrialVersion, _repository.MemoryBytes));
    }

    [Fact]
    public void Keep_WhilePipelinesRun_GivesEachWindowOneRecordOfOneVersion()
    {
        string[] folders = ["0.9", "0.92"];
        for (int i = 0; i < 2; i++) folders[i] = TestBundle.Keeping(folders[i]).WriteTo(_folder.PathOf(folders[i]));
        int running = 2;
        var pipelines = Enumerable.Range(0, 2).Select(_ => Task.Run(() => RunPipeline(ref running))).ToArray();
        for (int i = 0; Volatile.Read(ref running) > 0; i++)
        {
            var next = _repository.Load(folders[i % 2]);
            _repository.Try(next);
            _repository.Keep(next);
        }
        foreach (string output in pipelines.Select(pipeline => pipeline.Result)) Assert.Matches("^([0-9]+ score=(1|0\\.8) threshold=0\\.5\n){2000}$", output);
    }

    public void Dispose()
    {
        _repository.Dispose();
        _folder.Dispose();
    }

    private string RunPipeline(ref int running)
    {
        var chain = new InferHarness(_repository, WindowInfer);
        for (int i = 0; i < 2000; i++) chain.Push(AB, FourOfTen);
        Interlocked.Decrement(ref running);
        return chain.Output;
    }

    /// <summary>A trial that only runs what the test lets it.</summary>
    private ModelTrial Try(TestBundle bundle)
    {
        var trial = new ModelTrial(_repository.Load(bundle.WriteTo(_folder.PathOf("candidate"))), _time);
        _repository.Slot("tiny").Try(trial);
        return trial;
    }

    private static void RunAll(ModelTrial trial)
    {
        while (trial.RunNext(wait: false))
        {
        }
    }

    private static void PushAndRun(InferHarness chain, ReadingBatch batch, ModelTrial trial)
    {
        chain.Push(batch);
        RunAll(trial);
    }
}
