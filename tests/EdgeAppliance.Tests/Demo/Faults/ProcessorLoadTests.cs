using EdgeAppliance.Demo.Faults;

namespace EdgeAppliance.Tests.Demo.Faults;

public sealed class ProcessorLoadTests
{
    [Fact]
    public void Take_BetweenTwoLooks_IsTheBusyShare()
    {
        string stat = "cpu  100 0 100 700 100 0 0 0 0 0";
        var load = new ProcessorLoad(() => stat);
        Assert.Equal(0.2, load.Take(), 6);
        stat = "cpu  130 0 120 740 110 0 0 0 0 0";
        Assert.Equal(0.5, load.Take(), 6);
    }

    [Fact]
    public void Take_NoTimeHasPassed_IsNothing()
    {
        var load = new ProcessorLoad(() => "cpu  100 0 100 700 100 0 0 0 0 0");
        load.Take();
        Assert.Equal(0, load.Take());
    }

    [Fact]
    public void Take_ThisMachine_IsAShare() => Assert.InRange(new ProcessorLoad().Take(), 0, 1);
}
