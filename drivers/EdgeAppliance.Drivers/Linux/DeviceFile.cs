using System.Runtime.InteropServices;
using EdgeAppliance.Drivers.Buses;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux;

/// <summary>Opens character devices, which .NET's own files ask too much of.</summary>
internal static class DeviceFile
{
    private const int ReadWrite = 2, ReadOnly = 0, NonBlocking = 0x800, CloseOnExec = 0x80000;

    // A service leads a session of its own: the first terminal that it opens would become its own, and send it SIGHUP when an adapter is pulled out.
    private const int NoControllingTerminal = 0x100;

    /// <param name="user">What it is opened for, for the error.</param>
    /// <exception cref="BusException">It is not there, or not for us.</exception>
    public static SafeFileHandle Open(string path, string user, bool readOnly = false, bool nonBlocking = false)
    {
        int file = Kernel.Open(path, (readOnly ? ReadOnly : ReadWrite) | (nonBlocking ? NonBlocking : 0) | CloseOnExec | NoControllingTerminal);
        if (file >= 0) return new SafeFileHandle(file, ownsHandle: true);
        int errno = Marshal.GetLastPInvokeError();
        throw new BusException(BusFaults.OfError(errno), $"{user}: {path}: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }
}
