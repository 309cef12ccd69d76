using EdgeAppliance.Daemon.Health;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>The monotonic clock goes on, the kernel tells its boot, and it can be asked whether something keeps the clock right. A clock
/// that nothing has set yet is no fault: the appliance works with it.</summary>
internal static class ClockCheck
{
    public static Task<string> Run(CheckSurroundings around)
    {
        long before = around.Time.GetTimestamp();
        bool isRight = ClockSync.IsSynchronized();
        var options = ClockOptions.OfThisMachine(around.Folder);
        CheckFailedException.Unless(Guid.TryParse(options.BootId, out _), $"the kernel's boot id is '{options.BootId}'");
        CheckFailedException.Unless(SpinWait.SpinUntil(() => around.Time.GetTimestamp() > before, TimeSpan.FromSeconds(1)), "the monotonic clock stands still");
        return Task.FromResult(isRight ? "set by a time service" : "nothing has set it yet");
    }
}
