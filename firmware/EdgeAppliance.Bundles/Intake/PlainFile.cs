using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Bundles.Intake;

/// <summary>Opens files of others for reading without being held up: a pipe is not waited for.</summary>
internal static partial class PlainFile
{
    private const int NoSuchFile = 2;
    private const int NotAFolder = 20;
    private const int TooManyLinks = 40;
    private const int NonBlocking = 0x800;
    private const int CloseOnExec = 0x80000;

    // The kernel gives O_NOFOLLOW another value on ARM (arch/arm64/include/uapi/asm/fcntl.h).
    private static readonly int NoFollow = RuntimeInformation.ProcessArchitecture is Architecture.Arm64 or Architecture.Arm ? 0x8000 : 0x20000;

    /// <param name="name">What messages call it.</param>
    /// <param name="followLink">Whether the file may be a link to one.</param>
    /// <exception cref="BundleException">It is missing, no plain file, or cannot be read.</exception>
    public static FileStream Open(string path, string name, bool followLink)
    {
        var handle = OpenFile(path, NonBlocking | CloseOnExec | (followLink ? 0 : NoFollow));
        if (handle.IsInvalid) throw NotOpened(handle, name);
        try
        {
            var stream = new FileStream(handle, FileAccess.Read, 1);
            // A pipe or socket cannot be sought in; a device can, and has no length.
            if (stream.CanSeek) return stream;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            handle.Dispose();
            throw new BundleException($"{name} cannot be read: {e.Message}", e);
        }
        handle.Dispose();
        throw new BundleException($"{name} is no plain file.");
    }

    private static BundleException NotOpened(SafeFileHandle handle, string name)
    {
        int error = Marshal.GetLastPInvokeError();
        handle.Dispose();
        if (error is NoSuchFile or NotAFolder) return new BundleException($"{name} is missing.");
        if (error == TooManyLinks) return new BundleException($"{name} is a link, which a bundle may not hold.");
        return new BundleException($"{name} cannot be read: {Marshal.GetPInvokeErrorMessage(error)}.");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial SafeFileHandle OpenFile(string path, int flags);
}
