using System.Runtime.InteropServices;
using EdgeAppliance.Drivers.Buses;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>Lines that the kernel has given to this process, until they are disposed.</summary>
internal sealed unsafe class KernelGpioLines : IGpioLines
{
    private readonly SafeFileHandle _lines;
    private readonly WakeFile _wake = new();
    private readonly uint[] _offsets;
    private readonly string _chip;
    private readonly GpioUapi.LineEvent[] _events = new GpioUapi.LineEvent[64];

    public KernelGpioLines(SafeFileHandle lines, ReadOnlySpan<uint> offsets, string chip)
    {
        _lines = lines;
        _offsets = offsets.ToArray();
        _chip = chip;
    }

    public ulong Read()
    {
        var values = new GpioUapi.LineValues { Mask = AllLines };
        Check(Kernel.Ioctl(_lines, GpioUapi.GetValues, &values));
        return values.Bits;
    }

    public void Write(ulong levels, ulong mask)
    {
        var values = new GpioUapi.LineValues { Bits = levels, Mask = mask };
        Check(Kernel.Ioctl(_lines, GpioUapi.SetValues, &values));
    }

    public int Wait(TimeSpan timeout, Span<GpioEdge> edges)
    {
        if (!_wake.WaitFor(_lines, timeout)) return 0;
        int room = Math.Min(edges.Length, _events.Length);
        nint bytes;
        fixed (GpioUapi.LineEvent* events = _events) bytes = Kernel.Read(_lines, events, room * sizeof(GpioUapi.LineEvent));
        Check((int)bytes);
        int count = (int)bytes / sizeof(GpioUapi.LineEvent);
        for (int i = 0; i < count; i++)
        {
            ref var e = ref _events[i];
            edges[i] = new GpioEdge((long)e.TimestampNs, Array.IndexOf(_offsets, e.Offset), e.Id == GpioUapi.Rising, e.LineSequence);
        }
        return count;
    }

    public void Wake() => _wake.Set();

    public void Dispose()
    {
        _lines.Dispose();
        _wake.Dispose();
    }

    private ulong AllLines => _offsets.Length == GpioUapi.LinesMax ? ulong.MaxValue : (1UL << _offsets.Length) - 1;

    private void Check(int result)
    {
        if (result >= 0) return;
        int errno = Marshal.GetLastPInvokeError();
        throw new BusException(BusFaults.OfError(errno), $"GPIO chip '{_chip}': {Marshal.GetPInvokeErrorMessage(errno)}.");
    }
}
