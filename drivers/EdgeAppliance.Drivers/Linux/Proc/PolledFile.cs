using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux.Proc;

/// <summary>A file of the kernel that is read again and again: it stays open, and each read starts at its beginning, where
/// the kernel makes its text anew (seq_file, Documentation/filesystems/seq_file.rst).</summary>
internal sealed class PolledFile(string path, int bytes = 4096) : IDisposable
{
    private const int BytesMax = 1 << 20;

    // A sensor that went away costs an exception each time it is asked, so it is asked seldom.
    private const int ReadsBetweenTries = 100;

    private byte[] _buffer = new byte[bytes];
    private SafeFileHandle? _handle;
    private int _readsToWait;

    /// <returns>The whole text, valid until the next read; empty where it cannot be read or has more than 1 MiB.</returns>
    public ReadOnlySpan<byte> Read()
    {
        if (_readsToWait > 0)
        {
            _readsToWait--;
            return default;
        }
        try
        {
            _handle ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            int length = ReadAll(_handle);
            if (length >= 0) return _buffer.AsSpan(0, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            // No such file, no such device any more, or not for us: to the caller all the same.
        }
        Dispose();
        _readsToWait = ReadsBetweenTries;
        return default;
    }

    public void Dispose()
    {
        _handle?.Dispose();
        _handle = null;
    }

    private int ReadAll(SafeFileHandle handle)
    {
        int length = 0;
        while (true)
        {
            int read = RandomAccess.Read(handle, _buffer.AsSpan(length), length);
            if (read == 0) return length;
            length += read;
            if (length < _buffer.Length) continue;
            if (length >= BytesMax) return -1;
            Array.Resize(ref _buffer, length * 2);
        }
    }
}
