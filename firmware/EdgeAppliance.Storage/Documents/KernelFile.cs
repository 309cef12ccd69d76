using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Storage.Documents;

/// <summary>A file of the kernel, synced by fdatasync, which leaves out the access times that fsync would write too.</summary>
internal sealed partial class KernelFile(SafeFileHandle handle, KernelDisk disk) : IDiskFile
{
    private const int Interrupted = 4;

    public long Length => RandomAccess.GetLength(handle);

    public int Read(long offset, Span<byte> target)
    {
        int total = 0;
        while (total < target.Length)
        {
            int read = RandomAccess.Read(handle, target[total..], offset + total);
            if (read == 0) break;
            total += read;
        }
        return total;
    }

    public void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        RandomAccess.Write(handle, bytes, offset);
        disk.CountWritten(bytes.Length);
    }

    public void SetLength(long length) => RandomAccess.SetLength(handle, length);

    public void Sync()
    {
        while (DataSync(handle) != 0)
        {
            int error = Marshal.GetLastPInvokeError();
            if (error != Interrupted) throw new IOException($"fdatasync failed: {Marshal.GetPInvokeErrorMessage(error)}", error);
        }
    }

    public void Dispose() => handle.Dispose();

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    private static partial int DataSync(SafeFileHandle handle);
}
