using System.Runtime.InteropServices;

namespace EdgeAppliance.Drivers.Protocols.Serial;

/// <summary>Terminals as include/uapi/asm-generic/termbits.h and ioctls.h lay them out, which x86 and arm64 share: the second form,
/// which takes any rate; and RS-485 as include/uapi/linux/serial.h has it.</summary>
internal static unsafe class SerialUapi
{
    public const ulong GetTermios = 0x802C542A, SetTermios = 0x402C542B, Flush = 0x540B, TakeExclusively = 0x540C, SetRs485 = 0x542F;

    public const long FlushBoth = 2;

    public const uint IgnoreBreak = 1, IgnoreParityErrors = 4, CheckParity = 0x10;

    public const uint SevenBits = 0x20, EightBits = 0x30, TwoStopBits = 0x40, Receive = 0x80, HasParity = 0x100, OddParity = 0x200, IgnoreModem = 0x800, RateIsNumber = 0x1000;

    public const uint Rs485On = 1, Rs485RtsWhileSending = 2;

    public const int ReadLeast = 6; // VMIN's place

    [StructLayout(LayoutKind.Sequential)]
    public struct Termios
    {
        public uint Input;
        public uint Output;
        public uint Control;
        public uint Local;
        public byte Line;
        public fixed byte Characters[19];
        public uint InputBaud;
        public uint OutputBaud;
    }

    [StructLayout(LayoutKind.Sequential)]
    public struct Rs485
    {
        public uint Flags;
        public uint DelayBeforeMs;
        public uint DelayAfterMs;
        public fixed uint Padding[5];
    }
}
