using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Core.Files;

/// <summary>Takes room on the disk before there is anything to put there, so that whoever else writes cannot take it away in between.</summary>
public static partial class DiskRoom
{
    /// <summary>fallocate(2): the file's length stays what it is.</summary>
    private const int KeepSize = 1;
    private const int NoSpace = 28;
    private const int OverQuota = 122;

    /// <summary>Reserves room for a file of so many bytes, however many it has now.</summary>
    /// <returns>False where the file system cannot reserve.</returns>
    /// <exception cref="IOException">There is no room.</exception>
    public static bool Reserve(FileStream file, long bytes)
    {
        if (bytes <= 0) return true;
        // A kernel that finds out in the midst of it has given all there is by then, and others nothing until it is given back.
        if (bytes - file.Length > new DriveInfo(file.Name).AvailableFreeSpace) throw NoRoom(bytes);
        if (Allocate(file.SafeFileHandle, KeepSize, 0, bytes) == 0) return true;
        int error = Marshal.GetLastPInvokeError();
        return error is NoSpace or OverQuota ? throw NoRoom(bytes) : false;
    }

    private static IOException NoRoom(long bytes) => new($"There is no room for {bytes} bytes on the disk.");

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long bytes);
}
