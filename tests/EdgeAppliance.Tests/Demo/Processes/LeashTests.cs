using System.Diagnostics;
using EdgeAppliance.Demo.Processes;

namespace EdgeAppliance.Tests.Demo.Processes;

public sealed class LeashTests
{
    [Fact]
    public void Dispose_ProcessHeld_IsKilled()
    {
        using var sleeper = Sleeper();
        using (var leash = new Leash()) leash.Hold(sleeper.Id);
        Assert.True(sleeper.WaitForExit(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public void Dispose_OneOfThreeFreed_LivesOn()
    {
        using var first = Sleeper();
        using var second = Sleeper();
        using var third = Sleeper();
        using (var leash = new Leash())
        {
            foreach (var sleeper in new[] { first, second, third }) leash.Hold(sleeper.Id);
            leash.Free(second.Id);
        }
        Assert.True(first.WaitForExit(TimeSpan.FromSeconds(10)) && third.WaitForExit(TimeSpan.FromSeconds(10)));
        Assert.False(second.HasExited);
        second.Kill();
    }

    private static Process Sleeper() => Process.Start("/bin/sleep", "60");
}
