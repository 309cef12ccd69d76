using System.Runtime.InteropServices;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>Raw CAN sockets as include/uapi/linux/can.h, can/raw.h and can/error.h lay them out.</summary>
internal static unsafe class CanUapi
{
    public const int Family = 29, RawSocket = 3, RawProtocol = 1, NonBlocking = 0x800, CloseOnExec = 0x80000;

    public const int SocketLevel = 1, RawLevel = 101;

    public const int TimestampNs = 35, OverflowCount = 40; // of SocketLevel, and the kinds of what comes beside a frame

    public const int Filters = 1, ErrorFilter = 2, FdFrames = 5; // of RawLevel

    public const int FiltersMax = 512;

    public const uint ExtendedFlag = 0x8000_0000, RemoteFlag = 0x4000_0000, ErrorFlag = 0x2000_0000;

    public const int ClassicBytes = 16, FdBytes = 72;

    public const uint ErrorController = 4, ErrorProtocol = 8, ErrorNoAcknowledge = 0x20, ErrorBusOff = 0x40, ErrorBus = 0x80, ErrorRestarted = 0x100, AllErrors = 0x1FFF_FFFF;

    // Byte 1 of an error frame of class ErrorController.
    public const int ControllerByte = 1, OverflowBits = 0x03, WarningBits = 0x0C, PassiveBits = 0x30, ActiveBit = 0x40;

    [StructLayout(LayoutKind.Sequential)]
    public struct Address
    {
        public ushort Family;
        public int Interface;
        public fixed byte Transport[16];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Filter
    {
        public uint Id;
        public uint Mask;
    }

    /// <summary>struct canfd_frame, whose beginning a frame of classic CAN shares.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Frame
    {
        public uint Id;
        public byte Length;
        public byte Flags;
        public ushort Reserved;
        public fixed byte Data[CanFrame.BytesMax];
    }

    /// <summary>struct iovec.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Vector
    {
        public void* Base;
        public nuint Bytes;
    }

    /// <summary>struct msghdr.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct Message
    {
        public void* Name;
        public uint NameBytes;
        public Vector* Vectors;
        public nuint VectorCount;
        public void* Control;
        public nuint ControlBytes;
        public int Flags;
    }

    /// <summary>struct cmsghdr; its data follows.</summary>
    [StructLayout(LayoutKind.Sequential)]
    public struct ControlHead
    {
        public nuint Bytes;
        public int Level;
        public int Kind;
    }
}
