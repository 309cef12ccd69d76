using CsCheck;
using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Tests.Inference.Runtime;

public sealed class ModelSessionTests
{
    [Fact]
    public void Run_TinyModel_GivesItsOutput()
    {
        using var session = ModelSession.Load(TestModels.Bytes("keeps-0.9"), TestModels.Manifest());
        session.Input<float>(0).Fill(10);
        session.Run();
        Assert.Equal(Enumerable.Repeat(9f, 8), session.Output<float>(0).ToArray());
        session.Input<float>(0)[3] = -1;
        session.Run();
        Assert.Equal(-0.9f, session.Output<float>(0)[3]);
    }

    [Fact]
    public void Run_Int8Model_GivesItsOutput()
    {
        var int8 = TestModels.Manifest(new("x", TensorType.Int8, [1, 2, 4]), new("y", TensorType.Int8, [1, 2, 4]));
        using var session = ModelSession.Load(TestModels.Bytes("tiny-int8"), int8);
        ((ReadOnlySpan<sbyte>)[-128, -50, -10, 0, 10, 50, 100, 127]).CopyTo(session.Input<sbyte>(0));
        session.Run();
        Assert.Equal([-10, -10, -10, 0, 10, 50, 100, 127], session.Output<sbyte>(0).ToArray());
    }

    [Fact]
    public void Run_SteadyState_AllocatesNothing()
    {
        using var session = ModelSession.Load(TestModels.Bytes("keeps-0.9"), TestModels.Manifest());
        for (int i = 0; i < 100; i++) RunOnce(session);
        Assert.Equal(0, SteadyState.AllocatedBy(1000, () => RunOnce(session)));
    }

    [Fact]
    public void Load_FreeBatch_TakesTheManifestsSize()
    {
        using var session = ModelSession.Load(
            TestModels.Bytes("free-batch"), TestModels.Manifest(new("x", TensorType.Float32, [3, 2, 4]), new("y", TensorType.Float32, [3, 2, 4])));
        session.Input<float>(0).Fill(2);
        session.Run();
        Assert.Equal(Enumerable.Repeat(1f, 24), session.Output<float>(0).ToArray());
    }

    [Fact]
    public void Load_NothingAskedFor_SaysTheProcessorRuns()
    {
        using var session = ModelSession.Load(TestModels.Bytes("keeps-0.9"), TestModels.Manifest());
        Assert.Equal(new RunningProvider("cpu", true, null, null), session.Provider);
        Assert.False(session.Provider.IsDegraded);
    }

    [Fact]
    public void Load_AcceleratorIsNotThere_SaysWhyTheProcessorRuns()
    {
        using var session = ModelSession.Load(TestModels.Bytes("keeps-0.9"), TestModels.Manifest() with { Providers = [new("qnn", false), new("cpu", false)] });
        Assert.Equal(("cpu", "qnn", "the ONNX Runtime library here has no qnn provider"), (session.Provider.Name, session.Provider.Wanted, session.Provider.WhyNot));
        Assert.True(session.Provider.IsDegraded);
    }

    [Fact]
    public void Load_RequiredAcceleratorIsNotThere_IsRefused() =>
        Refused("keeps-0.9", TestModels.Manifest() with { Providers = [new("qnn", true)] }, "requires qnn, which cannot run it: the ONNX Runtime library here has no qnn");

    [Fact]
    public void Load_UnknownProvider_IsRefused() =>
        Refused("keeps-0.9", TestModels.Manifest() with { Providers = [new("abacus", false)] }, "'abacus' is not known; known are cpu, cuda");

    [Fact]
    public void Load_WrongShape_SaysBoth() =>
        Refused("keeps-0.9", TestModels.Manifest(new("x", TensorType.Float32, [1, 4, 2])), "the input 'x' is Float[1×2×4], the manifest says x float32[1×4×2]");

    [Fact]
    public void Load_WrongType_SaysBoth() =>
        Refused("tiny-int8", TestModels.Manifest(), "the input 'x' is Int8[1×2×4], the manifest says x float32[1×2×4]");

    [Fact]
    public void Load_WrongNames_SaysWhichThereAre() =>
        Refused("keeps-0.9", TestModels.Manifest(output: new("z", TensorType.Float32, [1, 2, 4])), "the model has no output 'z'; it has y");

    [Fact]
    public void Load_InputTheManifestDoesNotName_IsRefused() =>
        Refused("two-inputs", TestModels.Manifest(), "the model needs the input 'n', which the manifest does not name");

    [Fact]
    public void Load_WeightsOutsideTheBundle_IsRefused() =>
        Refused("external-weights", TestModels.Manifest(), "ONNX Runtime does not take the model");

    [Fact]
    public void Load_EmptyFile_IsRefused() =>
        Assert.Contains("empty", Assert.Throws<ModelLoadException>(() => ModelSession.Load([], TestModels.Manifest())).Message);

    [Fact]
    public void Run_ModelClaims64GiB_FailsWithTheReason()
    {
        using var session = ModelSession.Load(TestModels.Bytes("claims-64-gib"), TestModels.Manifest());
        var error = Assert.Throws<InferenceException>(session.Run);
        Assert.Contains("Available memory", error.Message);
    }

    [Fact]
    public void Run_ModelFailsOnAnInput_ThrowsAndGoesOn()
    {
        using var session = ModelSession.Load(TestModels.Bytes("fails-on-large"), TestModels.Manifest());
        session.Input<float>(0).Fill(5);
        Assert.Contains("out of", Assert.Throws<InferenceException>(session.Run).Message);
        session.Input<float>(0).Fill(0.5f);
        session.Run();
        Assert.Equal(0.5f, session.Output<float>(0)[7]);
    }

    [Fact]
    public void Input_OfAnotherType_IsMisuse()
    {
        using var session = ModelSession.Load(TestModels.Bytes("keeps-0.9"), TestModels.Manifest());
        Assert.Throws<InvalidOperationException>(() => session.Input<double>(0).Length);
    }

    [Fact]
    public void Load_TruncatedAtAnyByte_IsRefusedOrRuns()
    {
        byte[] whole = TestModels.Bytes("tiny-int8");
        for (int length = 0; length < whole.Length; length++) TryLoad(whole[..length]);
    }

    [Fact]
    public void Load_AnyBytes_IsRefused() =>
        Gen.Byte.Array[0, 300].Sample(bytes => { TryLoad(bytes); }, iter: 300);

    [Fact]
    public void Load_DamagedModel_IsRefusedOrRuns()
    {
        byte[] whole = TestModels.Bytes("fails-on-large");
        Gen.Select(Gen.Int[0, whole.Length - 1], Gen.Byte).Sample((at, value) =>
        {
            byte[] damaged = [.. whole];
            damaged[at] = value;
            TryLoad(damaged);
        }, iter: 500);
    }

    private static void RunOnce(ModelSession session)
    {
        session.Input<float>(0).Fill(1);
        session.Run();
        if (session.Output<float>(0)[0] != 0.9f) throw new InvalidOperationException("wrong output");
    }

    private static void Refused(string model, BundleManifest manifest, string reason) =>
        Assert.Contains(reason, Assert.Throws<ModelLoadException>(() => ModelSession.Load(TestModels.Bytes(model), manifest)).Message);

    private static void TryLoad(byte[] model)
    {
        try
        {
            using var session = ModelSession.Load(model, TestModels.Manifest());
            session.Run();
        }
        catch (Exception e) when (e is ModelLoadException or InferenceException)
        {
            Assert.NotEqual("", e.Message);
        }
    }
}
