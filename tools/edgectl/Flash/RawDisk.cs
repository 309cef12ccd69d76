using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>Opens a disk to write it with nobody else on it, and to read it past what the kernel remembers of it.</summary>
internal static partial class RawDisk
{
    // fcntl.h: the same on x86-64 and arm64 but for O_DIRECT.
    private const int ReadOnly = 0, ReadWrite = 2, Exclusive = 0x80, CloseOnExec = 0x80000;
    private const int NotSupported = 22;

    private static int Direct => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 0x10000 : 0x4000;

    /// <summary>Where a path leads once every link in it was followed: what matters is whether that is a device, and not how it was written.</summary>
    /// <returns>Null where there is nothing.</returns>
    public static unsafe string? PlaceOf(string path)
    {
        byte* place = RealPath(path, null);
        if (place is null) return null;
        try
        {
            return Marshal.PtrToStringUTF8((nint)place);
        }
        finally
        {
            NativeMemory.Free(place);
        }
    }

    /// <summary>With O_EXCL the kernel refuses a block device of which a part is mounted; it is not asked for of a file, where it would mean to make one.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenToWrite(string path, bool isDevice) =>
        Opened(path, Open(path, ReadWrite | CloseOnExec | (isDevice ? Exclusive : 0)));

    /// <summary>Reads must be of whole blocks, into memory that is aligned to them.</summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenToReadBack(string path)
    {
        int descriptor = Open(path, ReadOnly | CloseOnExec | Direct);
        // File systems in memory have nothing past which to read.
        if (descriptor < 0 && Marshal.GetLastPInvokeError() == NotSupported) descriptor = Open(path, ReadOnly | CloseOnExec);
        return Opened(path, descriptor);
    }

    private static SafeFileHandle Opened(string path, int descriptor) =>
        descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true) : throw new IOException($"{path} cannot be opened: {Marshal.GetLastPInvokeErrorMessage()}");

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Open(string path, int flags);

    [LibraryImport("libc", EntryPoint = "realpath", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static unsafe partial byte* RealPath(string path, byte* into);
}
