using EdgeAppliance.Bundles;
using EdgeAppliance.FuzzTests.Engine;
using EdgeAppliance.Inference.Runtime;
using Xunit.Abstractions;

namespace EdgeAppliance.FuzzTests;

public sealed class ModelFuzzTests(ITestOutputHelper output)
{
    /// <summary>The arena of all models and what the damaged ones ask for outside it.</summary>
    private const long ResidentGrowthMax = 1L << 30;

    [Theory]
    [InlineData("pump-anomaly")]
    [InlineData("host-anomaly")]
    public void Load_DamagedModel_IsRefusedOrRuns(string model)
    {
        byte[] whole = Corpus.Files($"models/{model}", "model.onnx")[0];
        var manifest = BundleManifest.Parse(Corpus.Files($"models/{model}", BundleManifest.FileName)[0]);
        // Operator names are of about the same length: another one's attributes and types are what a loader trips over.
        var damage = new Mutator([whole], Corpus.Tokens("Conv", "Gemm", "Loop", "Scan", "If", "Pad", "Tile", "Resize", "Expand", "Reshape", "QLinearConv", "\x7f\x7f\x7f\x7f", "\0\0\0\0"));
        long before = Environment.WorkingSet;
        new Fuzz(model, output) { Cases = 600, KeepsInputFirst = true }.Run([whole], damage.Make, bytes => TryRun(bytes, manifest));
        Assert.InRange(Environment.WorkingSet - before, long.MinValue, ResidentGrowthMax);
    }

    private static void TryRun(byte[] model, BundleManifest manifest)
    {
        try
        {
            using var session = ModelSession.Load(model, manifest);
            for (int i = 0; i < session.InputCount; i++) session.Input<float>(i).Fill(0.5f);
            session.Run();
        }
        catch (Exception e) when (e is ModelLoadException or InferenceException)
        {
            Assert.NotEqual("", e.Message);
        }
    }
}
