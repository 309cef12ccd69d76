using System.Device.I2c;
using System.Runtime.InteropServices;

namespace EdgeAppliance.Tests.Drivers.Buses;

/// <summary>A chip on a bus, which fails as the kernel's driver does: with its error number behind an exception of the package's.</summary>
internal abstract class SimulatedI2cChip : I2cDevice
{
    public const int NoAnswer = 121, TimedOut = 110, ArbitrationLost = 11, Gone = 19;

    private readonly Queue<int> _faults = new();

    public bool IsUnplugged { get; set; }

    /// <summary>From this transfer on the chip is unplugged, counted from now; never where it is negative.</summary>
    public int UnplugAfter { get; set; } = -1;

    public int Transfers { get; private set; }

    public override I2cConnectionSettings ConnectionSettings { get; } = new(1, 0x40);

    /// <summary>The next transfers fail, one an error number.</summary>
    public void Fail(params int[] errors)
    {
        foreach (int error in errors) _faults.Enqueue(error);
    }

    /// <summary>Its power was cut: it has its registers as after a reset.</summary>
    public abstract void PowerOn();

    public override void Read(Span<byte> buffer)
    {
        Transfer();
        Reading(buffer);
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Transfer();
        Written(buffer);
    }

    public override void WriteRead(ReadOnlySpan<byte> writeBuffer, Span<byte> readBuffer)
    {
        Transfer();
        Written(writeBuffer);
        Reading(readBuffer);
    }

    // The source closes and opens it; the chip itself stays.
    protected override void Dispose(bool disposing)
    {
    }

    protected abstract void Written(ReadOnlySpan<byte> bytes);

    protected abstract void Reading(Span<byte> bytes);

    private void Transfer()
    {
        Transfers++;
        if (UnplugAfter == 0) IsUnplugged = true;
        if (UnplugAfter >= 0) UnplugAfter--;
        int error = IsUnplugged ? NoAnswer : _faults.Count > 0 ? _faults.Dequeue() : 0;
        if (error == 0) return;
        Marshal.SetLastPInvokeError(error);
        throw new IOException($"Error {error} performing I2C data transfer.");
    }
}
