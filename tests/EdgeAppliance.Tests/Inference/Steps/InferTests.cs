using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Steps;

namespace EdgeAppliance.Tests.Inference.Steps;

public sealed class InferTests : IDisposable
{
    private const string WindowInferAlarm = """[{"type":"window","size":4,"hop":1},{"type":"infer","model":"tiny"},{"type":"alarm","name":"high","when":"score > threshold"}]""";
    private const string WindowInfer = """[{"type":"window","size":4},{"type":"infer","model":"tiny"}]""";
    private static readonly ChannelSet AB = new("a", "b");
    private static readonly double[][] FourOfTen = [[10, 10], [10, 10], [10, 10], [10, 10]];

    private readonly ModelFolder _folder = new();

    [Fact]
    public void Process_Windows_GivesScoresThatAlarmsCompareWithTheManifestsThreshold()
    {
        using var repository = _folder.Ship(TestBundle.Keeping("0.9")).Open();
        var chain = new InferHarness(repository, WindowInferAlarm);
        chain.Push(AB, [1, 1], [1, 1], [1, 1], [1, 1], [99, 1], [1, 1]);
        Assert.Equal("4 score=0.1 threshold=0.5\n5 high raised\n5 score=1.325 threshold=0.5\n6 score=1.325 threshold=0.5\n", chain.Output);
    }

    [Fact]
    public void Process_ThresholdInTheStep_TakesThePlaceOfTheManifests()
    {
        using var repository = _folder.Ship(TestBundle.Keeping("0.9")).Open();
        var chain = new InferHarness(repository, WindowInferAlarm.Replace("\"tiny\"", "\"tiny\",\"threshold\":2", StringComparison.Ordinal));
        chain.Push(AB, [1, 1], [1, 1], [1, 1], [99, 1]);
        Assert.Equal("4 score=1.325 threshold=2\n", chain.Output);
    }

    [Fact]
    public void Process_ChannelsInAnotherOrder_TakesThemByName()
    {
        using var repository = _folder.Ship(new TestBundle("keeps-0.9") { More = ""","channels":["b","a"]""" }).Open();
        var chain = new InferHarness(repository, WindowInfer);
        chain.Push(new ChannelSet("a", "x", "b"), [1, 0, 50], [2, 0, 60], [3, 0, 70], [4, 0, 80]);
        Assert.Equal("4 y[0]=45 y[1]=54 y[2]=63 y[3]=72 y[4]=0.9 y[5]=1.8 y[6]=2.7 y[7]=3.6\n", chain.Output);
    }

    [Fact]
    public void Process_ChannelsMissing_NamesThem()
    {
        using var repository = _folder.Ship(new TestBundle("keeps-0.9") { More = ""","channels":["rpm","b"]""" }).Open();
        Assert.Equal("The model 'tiny' needs the channel rpm, which the readings do not have; they have a, b.", Refusal(repository, WindowInfer));
    }

    [Fact]
    public void Process_WindowOfAnotherSize_SaysWhichItTakes()
    {
        using var repository = _folder.Ship(TestBundle.Keeping("0.9")).Open();
        Assert.Contains("takes windows of 4 readings, and gets 3; set the window step's size to 4", Refusal(repository, """[{"type":"window","size":3},{"type":"infer","model":"tiny"}]"""));
        Assert.Contains("put a window step of size 4 before it", Refusal(repository, """[{"type":"infer","model":"tiny"}]"""));
    }

    [Fact]
    public void Process_NoSuchModel_SaysHowToInstallOne()
    {
        using var repository = _folder.Open();
        Assert.Contains("There is no model 'tiny'", Refusal(repository, WindowInfer));
        Assert.Contains("edgectl models install", Assert.Single(repository.Conditions).Text);
    }

    [Fact]
    public void Process_ModelComesLater_GoesOn()
    {
        using var repository = _folder.Open();
        var chain = new InferHarness(repository, WindowInfer);
        Assert.Throws<StepException>(() => chain.Push(AB, FourOfTen));
        _folder.Ship(TestBundle.Keeping("0.9"));
        chain.Push(AB, FourOfTen);
        Assert.Equal("8 score=1 threshold=0.5\n", chain.Output);
        Assert.Empty(repository.Conditions);
    }

    [Fact]
    public void Process_ValueMissing_GivesAReadingWithoutScore()
    {
        using var repository = _folder.Ship(TestBundle.Keeping("0.9")).Open();
        var chain = new InferHarness(repository, WindowInfer);
        chain.Push(AB, [1, 1], [1, double.NaN], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1], [1, 1]);
        Assert.Equal("4 score=NaN threshold=0.5\n8 score=0.1 threshold=0.5\n", chain.Output);
        Assert.Equal((1, 1), (repository.Status[0].Runs.Runs, repository.Status[0].Runs.Incomplete));
    }

    [Fact]
    public void Process_ModelFailsOnAWindow_GivesAReadingWithoutScoreAndGoesOn()
    {
        using var repository = _folder.Ship(new TestBundle("fails-on-large")).Open();
        var chain = new InferHarness(repository, WindowInfer);
        chain.Push(AB, FourOfTen);
        chain.Push(AB, [0.5, 1], [1, 1], [1, 1], [1, 1]);
        Assert.Equal("4 score=NaN threshold=0.5\n8 score=0 threshold=0.5\n", chain.Output);
        Assert.Equal((2, 1), (repository.Status[0].Runs.Runs, repository.Status[0].Runs.Failed));
        Assert.Equal("model.runs-failed", Assert.Single(repository.Conditions).Code);
    }

    [Fact]
    public void Process_ModelGivesNoNumber_IsCounted()
    {
        string zero = """[{"inputs":{"x":[1,1,1,1,1,1,1,1]},"outputs":{"y":[0,0,0,0,0,0,0,0]},"tolerance":0.001}]""";
        using var repository = _folder.Ship(new TestBundle("logarithm") { Golden = zero }).Open();
        var chain = new InferHarness(repository, WindowInfer);
        chain.Push(AB, [1, 1], [-1, 1], [1, 1], [1, 1]);
        Assert.Equal("4 score=NaN threshold=0.5\n", chain.Output);
        Assert.Equal(1, repository.Status[0].Runs.NotFinite);
    }

    [Fact]
    public void Process_SingleReadings_AreClassified()
    {
        var rows = new TestBundle("row-classifier")
        {
            Inputs = """[{"name":"x","type":"float32","shape":[1,3]}]""",
            Outputs = """[{"name":"y","type":"float32","shape":[1,2]}]""",
            Golden = """[{"inputs":{"x":[1,0,0]},"outputs":{"y":[1,0]},"tolerance":0.001}]""",
            More = ""","channels":["p","q","r"],"postprocess":[{"step":"softmax"},{"step":"argmax","as":"class"},{"step":"label","names":"good, bad"}]""",
        };
        using var repository = _folder.Ship(rows).Open();
        var chain = new InferHarness(repository, """[{"type":"infer","model":"tiny"}]""");
        chain.Push(new ChannelSet("p", "q", "r"), [0, 0, 0], [0, 3, 0], [double.NaN, 3, 0]);
        Assert.Equal("1 good=0.5 bad=0.5 class=0\n2 good=0.0474 bad=0.9526 class=1\n3 good=NaN bad=NaN class=NaN\n", chain.Output);
    }

    [Fact]
    public void Process_Int8Model_IsQuantizedOnTheWayInAndBackOnTheWayOut()
    {
        var int8 = new TestBundle("tiny-int8")
        {
            Inputs = """[{"name":"x","type":"int8","shape":[1,2,4]}]""",
            Outputs = """[{"name":"y","type":"int8","shape":[1,2,4]}]""",
            Golden = """[{"inputs":{"x":[-10,-10,-10,-10,-10,-10,-10,-10]},"outputs":{"y":[-10,-10,-10,-10,-10,-10,-10,-10]},"tolerance":0}]""",
            More = ""","preprocess":[{"step":"quantize","scale":0.1,"zero":-10}],"postprocess":[{"step":"dequantize","scale":0.1,"zero":-10}]""",
        };
        using var repository = _folder.Ship(int8).Open();
        var chain = new InferHarness(repository, WindowInfer);
        chain.Push(AB, [1, -1], [2.04, -2], [3, 100], [4, 0]);
        Assert.Equal("4 y[0]=1 y[1]=2 y[2]=3 y[3]=4 y[4]=0 y[5]=0 y[6]=13.7 y[7]=0\n", chain.Output);
    }

    [Fact]
    public void Process_SteadyState_AllocatesNothing()
    {
        using var repository = _folder.Ship(TestBundle.Keeping("0.9")).Open();
        var chain = new InferHarness(repository, """[{"type":"window","size":4,"hop":1},{"type":"infer","model":"tiny"},{"type":"alarm","when":"score > 1e9"},{"type":"select","channels":["no"]}]""");
        var batch = ReadingBatch.Rent("source", "device", AB, 64);
        for (int i = 0; i < 64; i++) batch.AddRow(i);
        for (int i = 0; i < 64; i++) (batch.WritableColumn(0)[i], batch.WritableColumn(1)[i]) = (i, -i);
        for (int i = 0; i < 50; i++) chain.Push(batch);
        Assert.Equal(0, SteadyState.AllocatedBy(50, () => chain.Push(batch)));
        Assert.True(repository.Status[0].Runs.Runs > 6000);
    }

    [Fact]
    public void Makes_IsInference()
    {
        using var repository = _folder.Open();
        Assert.Equal(RecordType.Inference, new Infer(repository.Slot("tiny"), null).Makes);
    }

    [Theory]
    [InlineData("""[{"type":"infer"}]""", "steps[0].model: is missing: the name of the model to run.")]
    [InlineData("""[{"type":"infer","model":"../x"}]""", "steps[0].model: must be a-z, 0-9 and '-', at most 64 characters.")]
    [InlineData("""[{"type":"infer","model":"tiny","threshold":"high"}]""", "steps[0].threshold: must be a number.")]
    [InlineData("""[{"type":"infer","model":"tiny","limit":1}]""", "steps[0].limit: is not known here; known are type, model, threshold.")]
    public void Bind_WrongConfiguration_SaysWhere(string steps, string error)
    {
        using var repository = _folder.Open();
        Assert.Equal([error], InferHarness.Errors(repository, steps));
    }

    public void Dispose() => _folder.Dispose();

    private static string Refusal(ModelRepository repository, string steps) =>
        Assert.ThrowsAny<StepException>(() => new InferHarness(repository, steps).Push(AB, FourOfTen)).Message;
}
