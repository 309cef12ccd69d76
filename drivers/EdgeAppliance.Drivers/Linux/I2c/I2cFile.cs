using System.Runtime.InteropServices;
using EdgeAppliance.Drivers.Buses;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Linux.I2c;

/// <summary>An adapter's character device with a chip's address set (include/uapi/linux/i2c-dev.h).</summary>
internal sealed class I2cFile : IDisposable
{
    private const ulong SetAddress = 0x0703, Functions = 0x0705, Smbus = 0x0720; // I2C_SLAVE, I2C_FUNCS, I2C_SMBUS
    private const ulong FunctionTransfer = 1; // I2C_FUNC_I2C

    private readonly SafeFileHandle _handle;
    private readonly I2cPlace _place;

    private I2cFile(SafeFileHandle handle, I2cPlace place)
    {
        _handle = handle;
        _place = place;
    }

    public bool CanTransfer { get; private init; }

    public static unsafe I2cFile Open(string path, I2cPlace place)
    {
        var handle = DeviceFile.Open(path, place.ToString());
        ulong functions = 0;
        if (Kernel.Ioctl(handle, Functions, &functions) < 0 || Kernel.Ioctl(handle, SetAddress, place.Address) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            handle.Dispose();
            throw new BusException(BusFaults.OfError(errno), $"{place}: {Marshal.GetPInvokeErrorMessage(errno)}.");
        }
        return new I2cFile(handle, place) { CanTransfer = (functions & FunctionTransfer) != 0 };
    }

    /// <summary>One SMBus command. What it carries is in <paramref name="data"/>, before and after.</summary>
    public unsafe void Command(bool isRead, byte command, SmbusSize size, byte* data)
    {
        var request = new SmbusRequest { IsRead = isRead ? (byte)1 : (byte)0, Command = command, Size = (uint)size, Data = data };
        if (Kernel.Ioctl(_handle, Smbus, &request) >= 0) return;
        int errno = Marshal.GetLastPInvokeError();
        throw new BusException(BusFaults.OfError(errno), $"{_place}: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    public void Dispose() => _handle.Dispose();

    /// <summary>struct i2c_smbus_ioctl_data.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private unsafe struct SmbusRequest
    {
        public byte IsRead;
        public byte Command;
        public uint Size;
        public byte* Data;
    }
}
