using System.Device.Spi;
using System.Runtime.InteropServices;

namespace EdgeAppliance.Drivers.Buses;

/// <summary>A chip over SPI. What the bus reports comes out as a <see cref="BusException"/>; nothing is allocated where it reports nothing.
/// SPI has no acknowledge: that a chip is there shows in what it sends alone.</summary>
internal sealed class SpiWire(SpiDevice device, SpiPlace place) : IDisposable
{
    public SpiPlace Place => place;

    public void Exchange(ReadOnlySpan<byte> written, Span<byte> read)
    {
        try
        {
            device.TransferFullDuplex(written, read);
        }
        catch (IOException e)
        {
            if (e is BusException) throw;
            int errno = Marshal.GetLastPInvokeError();
            throw new BusException(BusFaults.OfError(errno), $"{place}: {Marshal.GetPInvokeErrorMessage(errno)}.", e);
        }
    }

    public void Dispose() => device.Dispose();
}
