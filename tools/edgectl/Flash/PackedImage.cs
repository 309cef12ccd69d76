using System.ComponentModel;
using System.Diagnostics;
using System.IO.Compression;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>An image's file, unpacked as it is read: <c>.img</c>, <c>.img.gz</c>, or <c>.img.zst</c> by the program <c>zstd</c>, which .NET 10 has no part for.</summary>
internal sealed class PackedImage : IDisposable
{
    private readonly Process? _unpacker;

    private PackedImage(Stream content, Process? unpacker) => (Content, _unpacker) = (content, unpacker);

    /// <summary>From the image's first byte on.</summary>
    public Stream Content { get; }

    /// <summary>The file's name without its packing.</summary>
    public static string Unpacked(string file) => file.EndsWith(".zst", StringComparison.Ordinal) ? file[..^4] : file.EndsWith(".gz", StringComparison.Ordinal) ? file[..^3] : file;

    /// <exception cref="IOException">It cannot be opened, or <c>zstd</c> is not there.</exception>
    public static PackedImage Open(string file)
    {
        if (file.EndsWith(".gz", StringComparison.Ordinal)) return new PackedImage(new GZipStream(File.OpenRead(file), CompressionMode.Decompress), null);
        if (!file.EndsWith(".zst", StringComparison.Ordinal)) return new PackedImage(File.OpenRead(file), null);
        try
        {
            var process = Process.Start(new ProcessStartInfo("zstd", ["-dcq", "--", file]) { RedirectStandardOutput = true })!;
            return new PackedImage(process.StandardOutput.BaseStream, process);
        }
        catch (Win32Exception e)
        {
            throw new IOException($"zstd cannot be run ({e.Message}): apt-get install zstd", e);
        }
    }

    /// <summary>Call at the end of the content: half a packed file looks like a whole one until then.</summary>
    /// <exception cref="IOException">It could not be unpacked.</exception>
    public void CheckWhole()
    {
        if (_unpacker is null) return;
        _unpacker.WaitForExit();
        if (_unpacker.ExitCode != 0) throw new IOException($"the image cannot be unpacked: zstd ended with {_unpacker.ExitCode}");
    }

    public void Dispose()
    {
        Content.Dispose();
        if (_unpacker is null) return;
        if (!_unpacker.HasExited) _unpacker.Kill();
        _unpacker.Dispose();
    }
}
