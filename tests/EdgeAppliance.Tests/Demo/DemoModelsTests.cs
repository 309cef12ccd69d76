using System.Runtime.InteropServices;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.Tests.Demo;

/// <summary>That the demo's versions of host-anomaly are as good and as bad as their README says.</summary>
public sealed class DemoModelsTests
{
    private const int Score = 0;

    [Theory]
    [InlineData("tools/demo/models/host-anomaly-1.0.0", "1.0.0")]
    [InlineData("models/host-anomaly", "1.1.0")]
    public void Load_GoodVersion_IsCalmOnAHealthyMachine(string folder, string version)
    {
        using var model = Load(folder);
        Assert.Equal(version, model.Manifest.Version);
        Assert.InRange(ScoreOfHealthy(model), 0, 0.1);
    }

    [Fact]
    public void Load_FailsGolden_IsRefused() =>
        Assert.Contains("The golden test fails", Assert.Throws<ModelLoadException>(() => Load("tools/demo/models/host-anomaly-fails-golden")).Message);

    [Fact]
    public void Load_AlwaysAlarms_IsTakenAndAlarmsOnAHealthyMachine()
    {
        using var model = Load("tools/demo/models/host-anomaly-always-alarms");
        Assert.InRange(ScoreOfHealthy(model), 0.99, 1);
    }

    [Fact]
    public void Load_GivesNan_IsTakenAndGivesNoNumberOnAHealthyMachine()
    {
        using var model = Load("tools/demo/models/host-anomaly-gives-nan");
        Assert.True(float.IsNaN(ScoreOfHealthy(model)));
    }

    private static LoadedModel Load(string folder) =>
        LoadedModel.Load(Path.Combine(TestModels.Root, folder), new MemoryBudget(16 << 20), TimeProvider.System);

    private static float ScoreOfHealthy(LoadedModel model)
    {
        byte[] window = File.ReadAllBytes(Path.Combine(TestModels.Root, "models/host-anomaly/golden/normal.bin"));
        using var session = model.Runners.Rent()!.Session;
        MemoryMarshal.Cast<byte, float>(window).CopyTo(session.Input<float>(0));
        session.Run();
        return session.Output<float>(Score)[0];
    }
}
