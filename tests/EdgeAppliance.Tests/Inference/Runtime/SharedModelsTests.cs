using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Tests.Inference.Runtime;

/// <summary>Models of other people's making, as they came.</summary>
public sealed class SharedModelsTests
{
    [EdgeDataFact("models/mlperf-tiny-int8/ad01_int8.onnx")]
    public void Run_MlperfAnomalyInt8_ReconstructsWithoutAllocating()
    {
        var spec = new TensorSpec("input", TensorType.Int8, [1, 640]);
        var manifest = TestModels.Manifest(spec, spec with { Name = "q30" });
        using var session = ModelSession.Load(File.ReadAllBytes(EdgeData.PathOf("models/mlperf-tiny-int8/ad01_int8.onnx")), manifest);
        for (int i = 0; i < 50; i++) session.Run();
        Assert.Equal(0, SteadyState.AllocatedBy(50, () => session.Run()));
        Assert.True(session.Output<sbyte>(0).ContainsAnyExcept((sbyte)0));
    }

    [EdgeDataFact("models/mlperf-tiny-int8/vww_96_int8.onnx")]
    public void Run_MlperfVisualWakeWords_GivesTwoScores()
    {
        var manifest = TestModels.Manifest(new("input", TensorType.Int8, [1, 96, 96, 3]), new("q88", TensorType.Int8, [1, 2]));
        using var session = ModelSession.Load(File.ReadAllBytes(EdgeData.PathOf("models/mlperf-tiny-int8/vww_96_int8.onnx")), manifest);
        session.Run();
        Assert.Equal(2, session.Output<sbyte>(0).Length);
    }
}
