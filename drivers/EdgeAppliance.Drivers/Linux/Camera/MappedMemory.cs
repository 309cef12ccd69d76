using System.Runtime.InteropServices;
using EdgeAppliance.Drivers.Buses;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>A driver's memory in this process (mmap(2)).</summary>
internal sealed unsafe class MappedMemory : IDisposable
{
    private const int Readable = 1, Writable = 2, Shared = 1;

    private readonly nuint _length;
    private nint _address;

    public MappedMemory(SafeFileHandle device, uint offset, uint length, string user)
    {
        _length = length;
        _address = Kernel.Map(0, length, Readable | Writable, Shared, device, (nint)offset);
        if (_address != -1) return;
        int errno = Marshal.GetLastPInvokeError();
        _address = 0;
        throw new BusException(BusFaults.OfError(errno), $"{user}: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    public ReadOnlySpan<byte> Bytes => new((void*)_address, (int)_length);

    public void Dispose()
    {
        if (_address != 0) _ = Kernel.Unmap(_address, _length);
        _address = 0;
    }
}
