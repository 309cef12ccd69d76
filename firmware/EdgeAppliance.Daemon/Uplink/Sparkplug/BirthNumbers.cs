using System.Globalization;
using System.Text;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Uplink.Sparkplug;

/// <summary>Numbers an edge node's connections from 0 to 255 and then from 0 again (<c>bdSeq</c>, Sparkplug 3.0 section 6.4.7). Each is one more than the last, over
/// restarts and kills too: the number is in its file before a connection has it. The file holds it as text, with a line end.</summary>
/// <param name="path">Null where nothing outlives the process.</param>
internal sealed class BirthNumbers(string? path)
{
    private byte _last = Read(path) ?? byte.MaxValue;

    /// <returns>The number of the next connection.</returns>
    public byte Next()
    {
        _last++;
        if (path is null) return _last;
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            DurableFile.Replace(path, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{_last}\n")));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A full disk must not keep records from leaving; the store says what is wrong with it.
        }
        return _last;
    }

    private static byte? Read(string? path)
    {
        try
        {
            return path is not null && File.Exists(path) && byte.TryParse(File.ReadAllText(path).AsSpan().TrimEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out byte number) ? number : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
