using System.Runtime.InteropServices;

namespace EdgeAppliance.Demo.Processes;

/// <summary>Signals that .NET's own Process cannot send.</summary>
internal static partial class Native
{
    public const int Terminate = 15;

    public static void Signal(int process, int signal) => _ = Kill(process, signal);

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int Kill(int process, int signal);
}
