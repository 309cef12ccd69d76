using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Runtime;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Inference.Repository;

public sealed class ModelRepositoryTests : IDisposable
{
    private readonly ModelFolder _folder = new();

    [Theory]
    [InlineData("pump-anomaly")]
    [InlineData("host-anomaly")]
    public void Current_ModelThatShips_PassesItsGoldenTest(string name)
    {
        var options = new ModelRepositoryOptions(_folder.Installed) { Shipped = Path.Combine(TestModels.Root, "models") };
        using var repository = new ModelRepository(options, NullLogger.Instance, TimeProvider.System);
        Assert.Equal(name, repository.Slot(name).Current().Manifest.Name);
    }

    [Fact]
    public void Status_BeforeAndAfterLoading_SaysWhatThereIs()
    {
        using var repository = _folder.Ship(TestBundle.Keeping("0.9") with { More = ""","postprocess":[{"step":"reconstruction-error"}],"sessions":3""" }).Open();
        Assert.Equal(("tiny", false), (repository.Status[0].Name, repository.Status[0].Loaded));
        repository.Slot("tiny").Current();
        var status = repository.Status[0];
        Assert.Equal(("1.0.0", true, 3, "cpu"), (status.Version, status.Loaded, status.Sessions, status.Provider!.Name));
        Assert.Equal(status.MemoryBytes, repository.MemoryBytes);
    }

    [Fact]
    public void Current_GoldenTestFails_SaysByHowMuch() =>
        Refused(TestBundle.Keeping("0.9") with { Model = "keeps-0.92" }, "The golden test fails: golden[0]: the result score is 0.08, where 0.1 ± 0.001 is expected.");

    [Fact]
    public void Current_GoldenOutputIsNoNumber_IsRefused() =>
        Refused(new TestBundle("logarithm") { Golden = """[{"inputs":{"x":[-1,1,1,1,1,1,1,1]},"outputs":{"y":[0,0,0,0,0,0,0,0]},"tolerance":1e9}]""" }, "y[0] is NaN");

    [Fact]
    public void Current_ModelFailsOnItsGoldenInput_SaysWhy() =>
        Refused(new TestBundle("claims-64-gib"), "The golden test fails: golden[0]: The model failed:");

    [Fact]
    public void Current_GoldenFileOfAnotherSize_IsRefused()
    {
        _folder.Ship(new TestBundle("keeps-0.9") { Golden = """[{"inputs":{"x":"x.bin"},"outputs":{"y":[0,0,0,0,0,0,0,0]},"tolerance":1}]""" });
        using var repository = _folder.Open();
        Assert.Contains("x.bin is missing", Refusal(repository));
        File.WriteAllBytes(Path.Combine(_folder.Shipped, "tiny/x.bin"), new byte[31]);
        Assert.Contains("x.bin has 31 bytes, where x float32[1×2×4] has 32", Refusal(repository));
        File.WriteAllBytes(Path.Combine(_folder.Shipped, "tiny/x.bin"), new byte[33]);
        Assert.Contains("x.bin has 33 bytes; the limit is 32", Refusal(repository));
    }

    [Fact]
    public void Current_AnotherFileThanTheManifestSigns_IsRefused() =>
        Refused(new TestBundle("keeps-0.9") { More = $",\"sha256\":\"{new string('0', 64)}\"" }, "model.onnx is not the file that the manifest's sha256 names");

    [Fact]
    public void Current_FolderOfAnotherName_IsRefused()
    {
        (TestBundle.Keeping("0.9") with { Name = "other" }).WriteTo(Path.Combine(_folder.Shipped, "tiny"));
        using var repository = _folder.Open();
        Assert.Contains("The folder 'tiny' holds the model 'other'", Refusal(repository));
        Assert.Equal(0, repository.MemoryBytes);
    }

    [Fact]
    public void Current_NotEnoughMemory_SaysHowMuchThereIs()
    {
        using var repository = _folder.Ship(new TestBundle("keeps-0.9") { More = ""","sessions":64""" }).Open(memoryBytesMax: 4096);
        Assert.Contains("needs 11 KiB, and 4 KiB of the 4 KiB for models are free", Refusal(repository));
        Assert.Equal(0, repository.MemoryBytes);
        Assert.Equal("model.refused", Assert.Single(repository.Conditions).Code);
    }

    [Fact]
    public void Conditions_AcceleratorIsNotThere_SaySo()
    {
        using var repository = _folder.Ship(new TestBundle("keeps-0.9") { More = ""","providers":[{"name":"cuda"}]""" }).Open();
        repository.Slot("tiny").Current();
        Assert.Equal("tiny asked for cuda and runs on cpu: the ONNX Runtime library here has no cuda provider.", Assert.Single(repository.Conditions).Text);
    }

    [Fact]
    public void Current_RequiredAcceleratorIsNotThere_IsRefused() =>
        Refused(new TestBundle("keeps-0.9") { More = ""","providers":[{"name":"cuda","require":true}]""" }, "The model requires cuda, which cannot run it");

    [Theory]
    [InlineData(""","preprocess":[{"step":"whiten"}]""", "preprocess[0], whiten: is not a preprocessing step; known are none, cast,")]
    [InlineData(""","preprocess":[{"step":"standardize","mean":0}]""", "preprocess[0], standardize: needs 'std', a number or 2 numbers")]
    [InlineData(""","preprocess":[{"step":"standardize","mean":[1,2,3],"std":1}]""", "'mean' must be one number or 2 of them, not 3")]
    [InlineData(""","preprocess":[{"step":"scale","by":2,"of":3}]""", "'of' is not known here; known are by, offset")]
    [InlineData(""","preprocess":[{"step":"quantize","scale":1}]""", "the input x float32[1×2×4] is not of integers")]
    [InlineData(""","preprocess":[{"step":"transpose"},{"step":"clip","min":0,"max":1}]""", "preprocess[1], clip: stands behind transpose")]
    [InlineData(""","postprocess":[{"step":"softmax","output":"z"}]""", "there is no output 'z'; there are y")]
    [InlineData(""","postprocess":[{"step":"drop"}]""", "leaves no result")]
    [InlineData(""","postprocess":[{"step":"argmax","as":"y[1]"}]""", "Two results are named 'y[1]'")]
    [InlineData(""","postprocess":[{"step":"label","names":"a,b"}]""", "'names' must be 8 names")]
    [InlineData(""","postprocess":[{"step":"reduce","by":"mean","as":"threshold"}],"threshold":1""", "A result is named 'threshold'")]
    public void Current_ProcessingIsWrong_SaysWhere(string more, string reason) => Refused(new TestBundle("keeps-0.9") { More = more }, reason);

    [Theory]
    [InlineData("""[{"step":"standardize","mean":[0,10],"std":[1,2]}]""", "1 2 3 4 -4 -4 -4 -4")]
    [InlineData("""[{"step":"scale","by":10,"offset":[0,1]}]""", "10 20 30 40 21 21 21 21")]
    [InlineData("""[{"step":"clip","min":2,"max":3}]""", "2 2 3 3 2 2 2 2")]
    [InlineData("""[{"step":"none"},{"step":"cast"}]""", "1 2 3 4 2 2 2 2")]
    public void Current_WindowOfAGoldenCase_PassesThroughPreprocessing(string steps, string expected)
    {
        string results = string.Join(',', expected.Split(' ').Select((value, i) => $"\"y[{i}]\":{value}"));
        string golden = $$"""[{"window":[1,2,3,4,2,2,2,2],"results":{{{results}}},"tolerance":1e-5}]""";
        _folder.Ship(new TestBundle("free-batch") { Golden = golden, More = $$""","preprocess":{{steps}},"postprocess":[{"step":"dequantize","scale":2}]""" });
        using var repository = _folder.Open();
        Assert.NotNull(repository.Slot("tiny").Current());
    }

    [Fact]
    public void Current_Transposed_GivesAReadingAfterTheOther()
    {
        string golden = """[{"window":[1,2,3,4,5,6,7,8],"results":{"y[0]":1,"y[1]":3,"y[2]":5,"y[3]":7,"y[4]":2,"y[7]":8},"tolerance":1e-5}]""";
        _folder.Ship(new TestBundle("free-batch") { Golden = golden, More = ""","preprocess":[{"step":"transpose"}],"postprocess":[{"step":"dequantize","scale":2}]""" });
        using var repository = _folder.Open();
        Assert.NotNull(repository.Slot("tiny").Current());
    }

    [Fact]
    public void Current_FilledIn_RunsWhereValuesAreMissing()
    {
        var plan = EdgeAppliance.Inference.Windows.WindowPlan.Bind(TestModels.Manifest() with { Preprocess = [new("fill", new Dictionary<string, EdgeAppliance.Bundles.StepParameter>())] });
        double[] window = [double.NaN, 2, double.NaN, 4, 1, double.NaN, double.NaN, 8];
        plan.Preprocess[0].Apply(window, plan.Shape, new double[8]);
        Assert.Equal([2, 2, 2, 4, 1, 1, 1, 8], window);
    }

    public void Dispose() => _folder.Dispose();

    private void Refused(TestBundle bundle, string reason)
    {
        using var repository = _folder.Ship(bundle).Open();
        Assert.Contains(reason, Refusal(repository));
        Assert.Equal(0, repository.MemoryBytes);
        Assert.Contains(reason, repository.Status[0].Refusal);
    }

    private static string Refusal(ModelRepository repository) => Assert.Throws<ModelLoadException>(() => repository.Slot("tiny").Current()).Message;
}
