using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using EdgeAppliance.Drivers.Buses;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>A chip of lines, <c>/dev/gpiochipN</c>. Its number is chance; its label and its lines' names are the board's (a Raspberry Pi 5
/// has its header on <c>pinctrl-rp1</c>, the boards before on <c>pinctrl-bcm2711</c>, and the same names on both).</summary>
internal sealed unsafe class GpioChip : IDisposable
{
    private readonly SafeFileHandle _handle;
    private readonly string _path;

    private GpioChip(string path)
    {
        _path = path;
        _handle = DeviceFile.Open(path, "GPIO");
        GpioUapi.ChipInfo info;
        Check(Kernel.Ioctl(_handle, GpioUapi.GetChipInfo, &info));
        Name = Text(info.Name);
        Label = Text(info.Label);
        Lines = (int)info.Lines;
    }

    public string Name { get; }

    public string Label { get; }

    public int Lines { get; }

    /// <summary>Asks for lines of the chip that is named, or of the one that has the first line's name.</summary>
    public static IGpioLines Request(string chip, IReadOnlyList<GpioLine> lines)
    {
        using var found = Find(chip, lines[0].Line);
        var offsets = new uint[lines.Count];
        for (int i = 0; i < offsets.Length; i++)
        {
            int offset = found.OffsetOf(lines[i].Line);
            if (offset < 0) throw new BusException(BusFault.Unplugged, $"GPIO chip '{found.Label}' has no line '{lines[i].Line}'.");
            offsets[i] = (uint)offset;
        }
        return found.Request(offsets, lines);
    }

    public void Dispose() => _handle.Dispose();

    private static GpioChip Find(string chip, string line)
    {
        BusException? refused = null;
        foreach (string path in KernelFolder.Files("/dev", "gpiochip*"))
        {
            GpioChip candidate;
            try
            {
                candidate = new GpioChip(path);
            }
            catch (BusException e)
            {
                refused = e;
                continue;
            }
            if (chip.Length > 0 ? candidate.Label == chip || candidate.Name == chip : candidate.OffsetOf(line) >= 0) return candidate;
            candidate.Dispose();
        }
        if (refused is { Fault: BusFault.Denied }) throw refused;
        throw new BusException(BusFault.Unplugged, chip.Length > 0 ? $"There is no GPIO chip '{chip}'." : $"No GPIO chip has a line '{line}'.");
    }

    /// <returns>-1 where there is none.</returns>
    private int OffsetOf(string line)
    {
        if (int.TryParse(line, NumberStyles.None, CultureInfo.InvariantCulture, out int offset)) return offset < Lines ? offset : -1;
        for (offset = 0; offset < Lines; offset++)
        {
            var info = new GpioUapi.LineInfo { Offset = (uint)offset };
            Check(Kernel.Ioctl(_handle, GpioUapi.GetLineInfo, &info));
            if (Text(info.Name) == line) return offset;
        }
        return -1;
    }

    private KernelGpioLines Request(ReadOnlySpan<uint> offsets, IReadOnlyList<GpioLine> lines)
    {
        var request = GpioRequest.Of(offsets, lines);
        Check(Kernel.Ioctl(_handle, GpioUapi.GetLines, &request));
        return new KernelGpioLines(new SafeFileHandle(request.File, ownsHandle: true), offsets, Label);
    }

    private void Check(int result)
    {
        if (result >= 0) return;
        int errno = Marshal.GetLastPInvokeError();
        throw new BusException(BusFaults.OfError(errno), $"GPIO chip '{Label ?? _path}': {Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    private static string Text(byte* name)
    {
        var bytes = new ReadOnlySpan<byte>(name, GpioUapi.NameBytes);
        int length = bytes.IndexOf((byte)0);
        return Encoding.UTF8.GetString(length < 0 ? bytes : bytes[..length]);
    }
}
