using System.Runtime.InteropServices;

namespace EdgeAppliance.Drivers.Linux.Camera;

/// <summary>Video for Linux, second version, as include/uapi/linux/videodev2.h lays it out on 64-bit machines.</summary>
internal static unsafe class VideoUapi
{
    public const ulong QueryCapability = 0x80685600, SetFormat = 0xC0D05605, RequestBuffers = 0xC0145608, QueryBuffer = 0xC0585609, Queue = 0xC058560F,
        Dequeue = 0xC0585611, StreamOn = 0x40045612, StreamOff = 0x40045613;

    public const uint VideoCapture = 1, MemoryMapped = 1, FieldNone = 1, CanCapture = 1, CanStream = 0x04000000, HasDeviceCapabilities = 0x80000000, BufferError = 0x40;

    public const uint Mjpeg = 0x47504A4D, Yuyv = 0x56595559; // "MJPG", "YUYV"

    [StructLayout(LayoutKind.Sequential)]
    public struct Capability
    {
        public fixed byte Driver[16];
        public fixed byte Card[32];
        public fixed byte Bus[32];
        public uint Version;
        public uint Capabilities;
        public uint DeviceCapabilities;
        public fixed uint Reserved[3];
    }

    [StructLayout(LayoutKind.Explicit, Size = 208)]
    public struct Format
    {
        [FieldOffset(0)] public uint Type;
        [FieldOffset(8)] public uint Width;
        [FieldOffset(12)] public uint Height;
        [FieldOffset(16)] public uint PixelFormat;
        [FieldOffset(20)] public uint Field;
        [FieldOffset(24)] public uint BytesPerLine;
        [FieldOffset(28)] public uint SizeImage;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct BufferRequest
    {
        public uint Count;
        public uint Type;
        public uint Memory;
        public uint Capabilities;
        public uint Flags;
    }

    [StructLayout(LayoutKind.Explicit, Size = 88)]
    public struct Buffer
    {
        [FieldOffset(0)] public uint Index;
        [FieldOffset(4)] public uint Type;
        [FieldOffset(8)] public uint BytesUsed;
        [FieldOffset(12)] public uint Flags;
        [FieldOffset(24)] public long Seconds;
        [FieldOffset(32)] public long Microseconds;
        [FieldOffset(56)] public uint Sequence;
        [FieldOffset(60)] public uint Memory;
        [FieldOffset(64)] public uint Offset;
        [FieldOffset(72)] public uint Length;
    }
}
