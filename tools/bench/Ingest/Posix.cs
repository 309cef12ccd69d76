using System.Runtime.InteropServices;

namespace EdgeAppliance.Bench.Ingest;

/// <summary>The three calls of the load generator's loop. .NET's sockets would cost it a multiple.</summary>
internal static unsafe partial class Posix
{
    public const short PollIn = 1;
    public const int DontWait = 0x40;
    public const int NoSignal = 0x4000;

    [LibraryImport("libc", EntryPoint = "poll", SetLastError = true)]
    public static partial int Poll(PollFd* fds, nuint count, int timeoutMs);

    [LibraryImport("libc", EntryPoint = "recv", SetLastError = true)]
    public static partial nint Receive(int fd, byte* buffer, nuint bytes, int flags);

    [LibraryImport("libc", EntryPoint = "send", SetLastError = true)]
    public static partial nint Send(int fd, byte* buffer, nuint bytes, int flags);
}
