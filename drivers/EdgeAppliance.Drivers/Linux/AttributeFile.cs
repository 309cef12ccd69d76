using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux.Proc;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux;

/// <summary>A file under /sys behind which a driver of the kernel's asks a device: reading it takes as long as the bus does, and may
/// fail as the bus may.</summary>
internal sealed class AttributeFile(string path) : IDisposable
{
    private const int NoData = 61, TryAgain = 11; // ENODATA, EAGAIN: not measured, or not now
    private const int TextBytesMax = 64;

    private readonly byte[] _text = new byte[TextBytesMax];
    private SafeFileHandle? _handle;

    /// <returns>NaN where the driver has no number now.</returns>
    /// <exception cref="BusException">The device cannot be read.</exception>
    public double Read()
    {
        try
        {
            _handle ??= File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            int length = RandomAccess.Read(_handle, _text, 0);
            var walker = new TextWalker(_text.AsSpan(0, length));
            return walker.NextLine() ? walker.NextNumber() : double.NaN;
        }
        catch (IOException e) when (e.HResult is NoData or TryAgain)
        {
            return double.NaN;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, e);
        }
    }

    /// <summary>Reads a text that does not change.</summary>
    /// <returns>Its first line; null where there is no such file.</returns>
    public static string? Line(string path) => KernelFolder.Line(path)?.Trim();

    /// <exception cref="BusException">The driver does not take it.</exception>
    public static void Write(string path, string text)
    {
        try
        {
            // Emptied first, which a driver's file does not notice: a plain one would keep the end of what was longer.
            using var handle = File.OpenHandle(path, FileMode.Truncate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
            RandomAccess.Write(handle, System.Text.Encoding.UTF8.GetBytes(text), 0);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fault(path, e);
        }
    }

    public static BusException Fault(string path, Exception e)
    {
        var fault = e switch
        {
            FileNotFoundException or DirectoryNotFoundException => BusFault.Unplugged,
            UnauthorizedAccessException => BusFault.Denied,
            // The kernel's number, where .NET has no exception of its own for it.
            _ => BusFaults.OfError(e.HResult),
        };
        return new BusException(fault, $"{path}: {e.Message}", e);
    }

    public void Dispose() => _handle?.Dispose();
}
