using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace EdgeAppliance.Drivers.Protocols.Can;

/// <summary>A frame as it was on the bus.</summary>
internal struct CanFrame
{
    public const int BytesMax = 64, ClassicBytesMax = 8;

    public const uint StandardIdMax = 0x7FF, ExtendedIdMax = 0x1FFF_FFFF;

    private Payload _data;

    /// <summary>11 bits, or 29 of an extended one; of an error frame its classes.</summary>
    public uint Id { get; set; }

    public bool IsExtended { get; set; }

    /// <summary>Made by the kernel, to tell of the controller.</summary>
    public bool IsError { get; set; }

    /// <summary>CAN FD.</summary>
    public bool IsFd { get; set; }

    public int Length { get; set; }

    /// <summary>When the kernel got it, microseconds since 1970.</summary>
    public long TimeUs { get; set; }

    [UnscopedRef]
    public Span<byte> Room => _data;

    [UnscopedRef]
    public Span<byte> Data => Room[..Length];

    [InlineArray(BytesMax)]
    private struct Payload
    {
        private byte _first;
    }
}
