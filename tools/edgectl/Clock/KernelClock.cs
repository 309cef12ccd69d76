using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace EdgeAppliance.Edgectl.Clock;

/// <summary>The kernel's clock, by adjtimex(2) and clock_settime(2). Once it counts as kept the kernel writes a real-time clock chip from it, too.</summary>
internal sealed unsafe partial class KernelClock(TimeProvider time) : IHostClock
{
    // struct timex of the 64-bit ABIs.
    private const int TimexBytes = 208, ErrorMostAt = 24, ErrorAt = 32, StatusAt = 40;
    private const int SetErrorMost = 0x04, SetError = 0x08, SetStatus = 0x10;
    private const int Unsynchronized = 0x40;
    private const int RealTime = 0;

    public bool IsKept
    {
        get
        {
            Span<byte> timex = stackalloc byte[TimexBytes];
            timex.Clear();
            return Adjust(timex) && (Status(timex) & Unsynchronized) == 0;
        }
    }

    public DateTimeOffset Now => time.GetUtcNow();

    public void Set(DateTimeOffset now)
    {
        long ticks = (now - DateTimeOffset.UnixEpoch).Ticks;
        long* span = stackalloc long[] { ticks / TimeSpan.TicksPerSecond, ticks % TimeSpan.TicksPerSecond * TimeSpan.NanosecondsPerTick };
        if (SetTime(RealTime, span) < 0) throw Fault();
    }

    public void Keep(TimeSpan error)
    {
        Span<byte> timex = stackalloc byte[TimexBytes];
        timex.Clear();
        if (!Adjust(timex)) throw Fault();
        int status = Status(timex) & ~Unsynchronized;
        timex.Clear();
        BinaryPrimitives.WriteInt32LittleEndian(timex, SetErrorMost | SetError | SetStatus);
        BinaryPrimitives.WriteInt64LittleEndian(timex[ErrorMostAt..], error.Ticks / TimeSpan.TicksPerMicrosecond);
        BinaryPrimitives.WriteInt64LittleEndian(timex[ErrorAt..], error.Ticks / TimeSpan.TicksPerMicrosecond);
        BinaryPrimitives.WriteInt32LittleEndian(timex[StatusAt..], status);
        if (!Adjust(timex)) throw Fault();
    }

    private static int Status(ReadOnlySpan<byte> timex) => BinaryPrimitives.ReadInt32LittleEndian(timex[StatusAt..]);

    private static bool Adjust(Span<byte> timex)
    {
        fixed (byte* first = timex) return AdjustTime(first) >= 0;
    }

    private static IOException Fault() => new($"the clock cannot be set: {Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError())}");

    [LibraryImport("libc", EntryPoint = "adjtimex", SetLastError = true)]
    private static partial int AdjustTime(byte* timex);

    [LibraryImport("libc", EntryPoint = "clock_settime", SetLastError = true)]
    private static partial int SetTime(int clock, long* time);
}
