using System.Diagnostics;

namespace EdgeAppliance.Tests.Storage.Disks;

/// <summary>A file system of a few MiB in memory, that can be filled up and made read-only.</summary>
internal sealed class SmallDisk : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    /// <exception cref="InvalidOperationException">It cannot be mounted.</exception>
    public SmallDisk(int mebibytes)
    {
        try
        {
            Run("mount", "-t", "tmpfs", "-o", $"size={mebibytes}m", "tmpfs", _folder.FullName);
        }
        catch (InvalidOperationException)
        {
            _folder.Dispose();
            throw;
        }
    }

    public string FullName => _folder.FullName;

    /// <summary>Takes room until <see cref="MakeRoom"/>.</summary>
    public void Fill(int bytes) => File.WriteAllBytes(Path.Combine(FullName, "filler"), new byte[bytes]);

    public void MakeRoom() => File.Delete(Path.Combine(FullName, "filler"));

    /// <summary>No file may be open for writing.</summary>
    public void Remount(bool readOnly) => Run("mount", "-o", readOnly ? "remount,ro" : "remount,rw", FullName);

    public void Dispose()
    {
        Run("umount", FullName);
        _folder.Dispose();
    }

    private static void Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        string error = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new InvalidOperationException(error.Trim());
    }
}
