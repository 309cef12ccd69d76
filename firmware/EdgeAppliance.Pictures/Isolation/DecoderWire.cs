using System.Buffers.Binary;
using EdgeAppliance.Core.Pictures;

namespace EdgeAppliance.Pictures.Isolation;

/// <summary>What passes between the appliance and the process that decodes, little endian:
/// <code>
/// request  u32 magic 0x31445045 ("EPD1") · i32 length · i32 most pixels · i32 least side · the encoded picture
/// hello    an answer of one pixel without it: the process is ready, and the first picture decoded
/// answer   i32 fault · i32 width · i32 height · where there is no fault, the pixels [height, width, 4]
/// </code></summary>
internal static class DecoderWire
{
    public const uint Magic = 0x31445045;
    public const int RequestBytes = 16;
    public const int AnswerBytes = 12;

    public static void WriteRequest(Span<byte> head, int length, PictureLimits limits)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(head, Magic);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], length);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], limits.PixelsMax);
        BinaryPrimitives.WriteInt32LittleEndian(head[12..], limits.AtLeast);
    }

    /// <returns>False where it is no request.</returns>
    public static bool TryReadRequest(ReadOnlySpan<byte> head, out int length, out PictureLimits limits)
    {
        length = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        limits = new PictureLimits(BinaryPrimitives.ReadInt32LittleEndian(head[8..]), BinaryPrimitives.ReadInt32LittleEndian(head[12..]));
        return BinaryPrimitives.ReadUInt32LittleEndian(head) == Magic && length is >= 0 and <= Core.Readings.Blob.BytesMax;
    }

    public static void WriteAnswer(Span<byte> head, PictureFault fault, int width, int height)
    {
        BinaryPrimitives.WriteInt32LittleEndian(head, (int)fault);
        BinaryPrimitives.WriteInt32LittleEndian(head[4..], width);
        BinaryPrimitives.WriteInt32LittleEndian(head[8..], height);
    }

    /// <returns>False where it is no answer to a request with these limits: a picture may have taken the other process over.</returns>
    public static bool TryReadAnswer(ReadOnlySpan<byte> head, PictureLimits limits, out PictureFault fault, out int width, out int height)
    {
        fault = (PictureFault)BinaryPrimitives.ReadInt32LittleEndian(head);
        width = BinaryPrimitives.ReadInt32LittleEndian(head[4..]);
        height = BinaryPrimitives.ReadInt32LittleEndian(head[8..]);
        return fault == PictureFault.None ? limits.Allows(width, height) : fault is > PictureFault.None and <= PictureFault.NotBlurred;
    }
}
