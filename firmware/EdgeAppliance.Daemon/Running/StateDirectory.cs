namespace EdgeAppliance.Daemon.Running;

/// <summary>The folder that everything lasting is in, held by one daemon at a time.</summary>
internal sealed class StateDirectory : IDisposable
{
    private const string LockName = "lock";

    private const UnixFileMode Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead | UnixFileMode.GroupExecute;

    private readonly FileStream _lock;

    private StateDirectory(string path, FileStream held) => (Path, _lock) = (path, held);

    public string Path { get; }

    /// <exception cref="IOException">It cannot be made or read, or another daemon holds it.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not use it.</exception>
    public static StateDirectory Open(string path)
    {
        path = System.IO.Path.GetFullPath(path);
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException();
        Directory.CreateDirectory(path, Mode);
        string file = System.IO.Path.Combine(path, LockName);
        try
        {
            // On Unix a stream that shares nothing holds flock(2), which the kernel lets go of however the daemon ends.
            return new StateDirectory(path, new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e) when (IsHeld(e))
        {
            throw new IOException($"another edge-appliance uses '{path}'", e);
        }
    }

    public void Dispose() => _lock.Dispose();

    /// <summary>EWOULDBLOCK of flock(2), as .NET hands it on.</summary>
    private static bool IsHeld(IOException e) => e.HResult == 11 || e.Message.Contains("being used by another process", StringComparison.Ordinal);
}
