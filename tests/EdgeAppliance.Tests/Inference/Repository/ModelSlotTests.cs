using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Inference.Repository;

namespace EdgeAppliance.Tests.Inference.Repository;

public sealed class ModelSlotTests
{
    /// <summary>The watchdog lets who waits for it wait.</summary>
    [Fact]
    public void IsLoading_WhileItLoads()
    {
        ModelSlot? slot = null;
        bool seen = false;
        slot = new ModelSlot("m", () =>
        {
            seen = slot!.IsLoading;
            throw new ModelLoadException("refused");
        });
        Assert.False(slot.IsLoading);
        Assert.Throws<ModelLoadException>(() => slot.Current());
        Assert.True(seen);
        Assert.False(slot.IsLoading);
    }
}
