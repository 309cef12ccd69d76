using System.Runtime.InteropServices;

namespace EdgeAppliance.Daemon.Health;

/// <summary>Whether something keeps this machine's clock right now: NTP, PTP, a radio clock.</summary>
internal static partial class ClockSync
{
    /// <summary>Made by systemd-timesyncd once it has set the clock (systemd-timesyncd.service(8)).</summary>
    private const string TimesyncFile = "/run/systemd/timesync/synchronized";

    private const int TimexBytes = 208;
    private const int StatusOffset = 40;
    private const int StatusUnsynchronized = 0x40;

    public static bool IsSynchronized() => IsKernelSynchronized() || File.Exists(TimesyncFile);

    /// <summary>Every time service clears the kernel's STA_UNSYNC; the kernel sets it again where none was heard for hours (adjtimex(2)).</summary>
    private static unsafe bool IsKernelSynchronized()
    {
        // struct timex of the 64-bit ABIs, its modes zero: only asking. A denied call leaves the status at 0, which would read as right.
        byte* timex = stackalloc byte[TimexBytes];
        new Span<byte>(timex, TimexBytes).Clear();
        return AdjustTime(timex) >= 0 && (*(int*)(timex + StatusOffset) & StatusUnsynchronized) == 0;
    }

    [LibraryImport("libc", EntryPoint = "adjtimex")]
    private static unsafe partial int AdjustTime(byte* timex);
}
