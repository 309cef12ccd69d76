using System.Runtime.InteropServices;
using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Tests.Inference;

/// <summary>Every model of models/, as the appliance would install it.</summary>
public sealed class ShippedModelsTests
{
    public static TheoryData<string> Models =>
        [.. Directory.GetFiles(Path.Combine(TestModels.Root, "models"), BundleManifest.FileName, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(TestModels.Root, Path.GetDirectoryName(file)!))];

    [Theory]
    [MemberData(nameof(Models))]
    public void Run_GoldenInputs_GiveTheirOutputs(string model)
    {
        string folder = Path.Combine(TestModels.Root, model);
        var manifest = BundleManifest.Parse(File.ReadAllBytes(Path.Combine(folder, BundleManifest.FileName)));
        using var session = ModelSession.Load(File.ReadAllBytes(Path.Combine(folder, manifest.File)), manifest);
        Assert.NotEmpty(manifest.Golden);
        foreach (var golden in manifest.Golden)
        {
            for (int i = 0; i < session.InputCount; i++) Values(folder, golden.Inputs[session.InputSpec(i).Name]).CopyTo(session.Input<float>(i));
            session.Run();
            for (int i = 0; i < session.OutputCount; i++) Same(Values(folder, golden.Outputs[session.OutputSpec(i).Name]), session.Output<float>(i), golden.Tolerance);
        }
    }

    private static void Same(float[] expected, ReadOnlySpan<float> given, double tolerance)
    {
        Assert.Equal(expected.Length, given.Length);
        for (int i = 0; i < expected.Length; i++) Assert.InRange(given[i], expected[i] - tolerance, expected[i] + tolerance);
    }

    private static float[] Values(string folder, GoldenData data) =>
        data.File is { } file ? MemoryMarshal.Cast<byte, float>(File.ReadAllBytes(Path.Combine(folder, file))).ToArray() : [.. data.Values.Select(v => (float)v)];
}
