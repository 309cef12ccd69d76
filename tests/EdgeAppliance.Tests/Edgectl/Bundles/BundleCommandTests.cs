using System.Text.Json.Nodes;
using EdgeAppliance.Bundles;
using EdgeAppliance.Edgectl;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Inference;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Edgectl.Bundles;

public sealed class BundleCommandTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Bundle_FromInitToTest_IsGood()
    {
        Directory.CreateDirectory(At("keeper"));
        File.WriteAllBytes(At("keeper/model.onnx"), TestModels.Bytes("keeps-0.9"));
        await Done("init", At("keeper"));
        await Done("test", At("keeper"));
        await Done("pack", At("keeper"), "-o", At("keeper.tar"));
        string said = await Done("inspect", At("keeper.tar"), "--json");
        Assert.Contains("good", await Done("test", At("keeper.tar")));

        var report = JsonNode.Parse(said)!;
        Assert.Equal(("model", "keeper", "0.1.0"), ((string)report["kind"]!, (string)report["name"]!, (string)report["version"]!));
        Assert.Contains(report["files"]!.AsArray(), file => (string)file!["path"]! == "golden/inputs-0.bin");
        Assert.Equal("it has no model card", (string)Assert.Single(report["wanting"]!.AsArray())!);
    }

    [Fact]
    public async Task Test_GoldenCaseGivesSomethingElse_Fails()
    {
        (TestBundle.Keeping("0.9") with { Golden = """[{"window":[1,1,1,1,1,1,1,1],"results":{"score":0.7},"tolerance":0.001}]""" }).WriteTo(At("tiny"));

        var run = await EdgectlRun.Of("bundle", "test", At("tiny"), "--json");

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.False((bool)JsonNode.Parse(run.Output)!["good"]!);
        Assert.Contains("The golden test fails", run.Output);
    }

    [Fact]
    public async Task Test_ArchitectureOfAnotherDevice_SaysSo()
    {
        (TestBundle.Keeping("0.9") with { More = ""","requires":{"architectures":["arm64"],"runtime":">=99"}""" }).WriteTo(At("tiny"));

        var run = await EdgectlRun.Of("bundle", "test", At("tiny"));

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains("it needs ONNX Runtime >=99", run.Output);
    }

    [Fact]
    public async Task Pack_ShippedModel_IsGoodAndTheSameTwice()
    {
        string model = Path.Combine(ProjectReferences.Root, "models/host-anomaly");
        await Done("pack", model, "-o", At("a.tar"));
        await Done("pack", model, "-o", At("b.tar"), "--json");

        Assert.Equal(File.ReadAllBytes(At("a.tar")), File.ReadAllBytes(At("b.tar")));
        await Done("test", At("a.tar"));
    }

    [Theory]
    [InlineData("prompts", "greet.txt")]
    [InlineData("configuration", "appliance.json")]
    [InlineData("system", "os.raucb")]
    public async Task Init_OtherKinds_NamesWhatLiesThere(string kind, string file)
    {
        Directory.CreateDirectory(At("site"));
        File.WriteAllText(At($"site/{file}"), "{}");

        await Done("init", At("site"), "--kind", kind);

        Assert.Equal([file], BundleFolder.Open(At("site")).Manifest.Files());
    }

    [Theory]
    [InlineData("prompts", "Put a .txt or .md")]
    [InlineData("configuration", "Put appliance.json")]
    [InlineData("system", "Put one .raucb")]
    [InlineData("models", "Put a folder with a bundle.json")]
    [InlineData("model", "Put model.onnx")]
    public async Task Init_NothingThere_SaysWhatIsNeeded(string kind, string expected)
    {
        var run = await EdgectlRun.Of("bundle", "init", At("empty"), "--kind", kind);

        Assert.Equal(ExitCodes.Failed, run.Code);
        Assert.Contains(expected, run.Errors);
        Assert.False(File.Exists(At("empty/bundle.json")));
    }

    [Fact]
    public async Task Init_UnknownKind_IsWrongUsage() => Assert.Equal(ExitCodes.WrongUsage, (await EdgectlRun.Of("bundle", "init", At("x"), "--kind", "firmware")).Code);

    private string At(string name) => Path.Combine(_folder.FullName, name);

    private static async Task<string> Done(params string[] arguments)
    {
        var run = await EdgectlRun.Of(["bundle", .. arguments]);
        Assert.True(run.Code == ExitCodes.Done, run.Errors + run.Output);
        return run.Output;
    }
}
