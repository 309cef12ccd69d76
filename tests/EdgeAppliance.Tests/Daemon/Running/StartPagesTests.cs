using EdgeAppliance.Daemon.Running;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.Tests.Daemon.Running;

public sealed class StartPagesTests
{
    /// <summary>The library must run on as before with its pages gone.</summary>
    [Fact]
    public void GiveBack_OfALoadedRuntime_LetsItsCodeGo_AndItRunsOn()
    {
        using var before = ModelSession.Load(TestModels.Bytes("keeps-0.9"), TestModels.Manifest());
        Assert.True(StartPages.GiveBack() > 1 << 20);
        using var after = ModelSession.Load(TestModels.Bytes("keeps-0.9"), TestModels.Manifest());
        after.Run();
        before.Run();
    }
}
