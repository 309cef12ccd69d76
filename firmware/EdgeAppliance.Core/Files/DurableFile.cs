using System.Runtime.InteropServices;

namespace EdgeAppliance.Core.Files;

/// <summary>
/// Replaces a file so that a power cut leaves the old or the new one whole: 1 write beside it, 2 sync, 3 rename, 4 sync the
/// folder, without which the new name itself may be lost.
/// </summary>
public static partial class DurableFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const UnixFileMode Readable = OwnerOnly | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <param name="isPublic">Anyone may read it, not its owner alone.</param>
    /// <exception cref="IOException">The disk is full, read-only or failing; the old file is still there.</exception>
    public static void Replace(string path, ReadOnlySpan<byte> content, bool isPublic = false)
    {
        string beside = path + ".new";
        // What a cut left behind may carry another mode: the mode is only set on a file that is made.
        File.Delete(beside);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = isPublic ? Readable : OwnerOnly;
        using (var file = new FileStream(beside, options))
        {
            file.Write(content); // 1
            file.Flush(flushToDisk: true); // 2
        }
        File.Move(beside, path, overwrite: true); // 3
        SyncFolder(Path.GetDirectoryName(Path.GetFullPath(path))!); // 4
    }

    /// <exception cref="IOException">The folder is not there, or the disk is failing.</exception>
    public static void SyncFolder(string folder)
    {
        int descriptor = OpenFolder(folder, 0);
        if (descriptor < 0) throw new IOException($"Cannot open folder '{folder}': {Marshal.GetLastPInvokeErrorMessage()}");
        int result = SyncAll(descriptor);
        string message = Marshal.GetLastPInvokeErrorMessage();
        _ = CloseFolder(descriptor);
        if (result != 0) throw new IOException($"Cannot sync folder '{folder}': {message}");
    }

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int OpenFolder(string path, int flags);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    private static partial int SyncAll(int descriptor);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int CloseFolder(int descriptor);
}
