using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace EdgeAppliance.Drivers.Linux.Gpio;

/// <summary>The second version of the GPIO character device, as include/uapi/linux/gpio.h lays it out.</summary>
internal static unsafe class GpioUapi
{
    public const int LinesMax = 64, AttributesMax = 10, NameBytes = 32;

    public const ulong GetChipInfo = 0x8044B401, GetLineInfo = 0xC100B405, GetLines = 0xC250B407, GetValues = 0xC010B40E, SetValues = 0xC010B40F;

    public const ulong ActiveLow = 1 << 1, Input = 1 << 2, Output = 1 << 3, EdgeRising = 1 << 4, EdgeFalling = 1 << 5, OpenDrain = 1 << 6, OpenSource = 1 << 7,
        PullUp = 1 << 8, PullDown = 1 << 9, BiasDisabled = 1 << 10;

    public const uint FlagsAttribute = 1, ValuesAttribute = 2, DebounceAttribute = 3;

    public const uint Rising = 1, Falling = 2;

    [StructLayout(LayoutKind.Sequential)]
    public struct ChipInfo
    {
        public fixed byte Name[NameBytes];
        public fixed byte Label[NameBytes];
        public uint Lines;
    }

    [StructLayout(LayoutKind.Explicit, Size = 16)]
    public struct LineAttribute
    {
        [FieldOffset(0)] public uint Id;
        [FieldOffset(8)] public ulong Flags;
        [FieldOffset(8)] public ulong Values;
        [FieldOffset(8)] public uint DebounceUs;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct LineInfo
    {
        public fixed byte Name[NameBytes];
        public fixed byte Consumer[NameBytes];
        public uint Offset;
        public uint Attributes;
        public ulong Flags;
        public fixed ulong Attribute[AttributesMax * 2];
        public fixed uint Padding[4];
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct ConfigAttribute
    {
        public LineAttribute Attribute;
        public ulong Mask;
    }

    [InlineArray(AttributesMax)]
    public struct ConfigAttributes
    {
        private ConfigAttribute _first;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct LineConfig
    {
        public ulong Flags;
        public uint Attributes;
        public fixed uint Padding[5];
        public ConfigAttributes Attribute;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct LineRequest
    {
        public fixed uint Offsets[LinesMax];
        public fixed byte Consumer[NameBytes];
        public LineConfig Config;
        public uint Lines;
        public uint EventBufferSize;
        public fixed uint Padding[5];
        public int File;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct LineValues
    {
        public ulong Bits;
        public ulong Mask;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct LineEvent
    {
        public ulong TimestampNs;
        public uint Id;
        public uint Offset;
        public uint Sequence;
        public uint LineSequence;
        public fixed uint Padding[6];
    }
}
