using System.Runtime.InteropServices;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Linux;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>A CAN interface through the kernel's raw sockets (Documentation/networking/can.rst).</summary>
internal sealed unsafe class SocketCan : CanPort
{
    private const int ControlBytesMax = 128, TryAgain = 11, NoSuchFamily = 97, NetworkDown = 100, NoDevice = 19, NoRoom = 105;

    private readonly string _name;
    private readonly SafeFileHandle _socket;
    private readonly WakeFile _wake = new();
    private readonly CancellationTokenRegistration _stops;
    private uint _lost;

    private SocketCan(CanOptions options, SafeFileHandle socket, CancellationToken stop)
    {
        _name = options.Interface;
        _socket = socket;
        _stops = stop.UnsafeRegister(static wake => ((WakeFile)wake!).Set(), _wake);
    }

    public static CanPort Open(CanOptions options, IReadOnlyList<CanFilter> filters, CancellationToken stop)
    {
        int file = Kernel.Socket(CanUapi.Family, CanUapi.RawSocket | CanUapi.NonBlocking | CanUapi.CloseOnExec, CanUapi.RawProtocol);
        if (file < 0) throw Fault(options.Interface, Marshal.GetLastPInvokeError());
        var port = new SocketCan(options, new SafeFileHandle(file, ownsHandle: true), stop);
        try
        {
            port.SetUp(options, filters);
            return port;
        }
        catch (BusException)
        {
            port.Dispose();
            throw;
        }
    }

    public override int Read(Span<CanFrame> frames, TimeSpan timeout)
    {
        if (!_wake.WaitFor(_socket, timeout)) return 0;
        int count = 0;
        while (count < frames.Length && TryReceive(ref frames[count])) count++;
        return count;
    }

    public override void Write(ref CanFrame frame)
    {
        var raw = new CanUapi.Frame { Id = frame.Id | (frame.IsExtended ? CanUapi.ExtendedFlag : 0), Length = (byte)frame.Length };
        frame.Data.CopyTo(new Span<byte>(raw.Data, CanFrame.BytesMax));
        if (Kernel.Write(_socket, &raw, frame.IsFd ? CanUapi.FdBytes : CanUapi.ClassicBytes) < 0) throw Fault(_name, Marshal.GetLastPInvokeError());
    }

    public override void Dispose()
    {
        _stops.Dispose();
        _socket.Dispose();
        _wake.Dispose();
    }

    private void SetUp(CanOptions options, IReadOnlyList<CanFilter> filters)
    {
        var raw = stackalloc CanUapi.Filter[CanUapi.FiltersMax];
        for (int i = 0; i < filters.Count; i++)
        {
            raw[i].Id = filters[i].Id | (filters[i].IsExtended ? CanUapi.ExtendedFlag : 0);
            raw[i].Mask = filters[i].Mask | CanUapi.ExtendedFlag | CanUapi.RemoteFlag;
        }
        uint errors = CanUapi.AllErrors;
        int on = 1;
        Check(Kernel.SetOption(_socket, CanUapi.RawLevel, CanUapi.Filters, raw, (uint)(filters.Count * sizeof(CanUapi.Filter))));
        Check(Kernel.SetOption(_socket, CanUapi.RawLevel, CanUapi.ErrorFilter, &errors, sizeof(uint)));
        Check(Kernel.SetOption(_socket, CanUapi.SocketLevel, CanUapi.TimestampNs, &on, sizeof(int)));
        Check(Kernel.SetOption(_socket, CanUapi.SocketLevel, CanUapi.OverflowCount, &on, sizeof(int)));
        if (options.IsFd) Check(Kernel.SetOption(_socket, CanUapi.RawLevel, CanUapi.FdFrames, &on, sizeof(int)));
        uint index = Kernel.InterfaceIndex(_name);
        if (index == 0) throw Fault(_name, NoDevice);
        var address = new CanUapi.Address { Family = CanUapi.Family, Interface = (int)index };
        Check(Kernel.Bind(_socket, &address, (uint)sizeof(CanUapi.Address)));
    }

    private bool TryReceive(ref CanFrame frame)
    {
        var raw = new CanUapi.Frame();
        byte* control = stackalloc byte[ControlBytesMax];
        var vector = new CanUapi.Vector { Base = &raw, Bytes = (nuint)sizeof(CanUapi.Frame) };
        var message = new CanUapi.Message { Vectors = &vector, VectorCount = 1, Control = control, ControlBytes = ControlBytesMax };
        nint bytes = Kernel.ReceiveMessage(_socket, &message, 0);
        if (bytes < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            return errno == TryAgain ? false : throw Fault(_name, errno);
        }
        bool isExtended = (raw.Id & CanUapi.ExtendedFlag) != 0;
        frame.Id = raw.Id & (isExtended || (raw.Id & CanUapi.ErrorFlag) != 0 ? CanFrame.ExtendedIdMax : CanFrame.StandardIdMax);
        frame.IsExtended = isExtended;
        frame.IsError = (raw.Id & CanUapi.ErrorFlag) != 0;
        frame.IsFd = bytes == CanUapi.FdBytes;
        frame.Length = Math.Min(raw.Length, frame.IsFd ? CanFrame.BytesMax : CanFrame.ClassicBytesMax);
        new ReadOnlySpan<byte>(raw.Data, frame.Length).CopyTo(frame.Room);
        frame.TimeUs = 0;
        ReadControl(control, (nint)message.ControlBytes, ref frame);
        return true;
    }

    private void ReadControl(byte* control, nint bytes, ref CanFrame frame)
    {
        // Each begins at a multiple of eight (CMSG_ALIGN).
        for (nint at = 0; at + sizeof(CanUapi.ControlHead) <= bytes;)
        {
            var head = (CanUapi.ControlHead*)(control + at);
            if (head->Bytes < (nuint)sizeof(CanUapi.ControlHead)) return;
            byte* data = control + at + sizeof(CanUapi.ControlHead);
            if (head->Level == CanUapi.SocketLevel && head->Kind == CanUapi.TimestampNs) frame.TimeUs = ((long*)data)[0] * 1_000_000 + ((long*)data)[1] / 1000;
            else if (head->Level == CanUapi.SocketLevel && head->Kind == CanUapi.OverflowCount) CountLost(*(uint*)data);
            at += (nint)(head->Bytes + 7 & ~(nuint)7);
        }
    }

    // Unsigned, so that the kernel's counter may wrap.
    private void CountLost(uint lost)
    {
        Lost += lost - _lost;
        _lost = lost;
    }

    private void Check(int result)
    {
        if (result < 0) throw Fault(_name, Marshal.GetLastPInvokeError());
    }

    private static BusException Fault(string name, int errno)
    {
        var (fault, text) = errno switch
        {
            NoDevice => (BusFault.Unplugged, "there is no such interface"),
            NetworkDown => (BusFault.Unplugged, "the interface is down"),
            NoSuchFamily => (BusFault.Unsupported, "this kernel, or the service's sandbox, has no CAN"),
            NoRoom or TryAgain => (BusFault.Stuck, "frames are not taken: nobody acknowledges them, or the bus is off"),
            _ => (BusFaults.OfError(errno), Marshal.GetPInvokeErrorMessage(errno)),
        };
        return new BusException(fault, $"CAN interface {name}: {text}.");
    }
}
