using EdgeAppliance.Core.Pictures;
using Microsoft.Win32.SafeHandles;

namespace EdgeAppliance.Pictures.Isolation;

/// <summary>The process that decodes: locks itself in, then takes pictures from its input and gives pixels on its output until the input ends.</summary>
public static class DecoderWorker
{
    // A PNG.
    private const string OnePixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNgAAAAAgABSK+kcQAAAABJRU5ErkJggg==";

    /// <returns>True where its input ended, false where that was no request.</returns>
    public static bool Run()
    {
        using var from = new FileStream(new SafeFileHandle(0, ownsHandle: false), FileAccess.Read, bufferSize: 0);
        using var to = new FileStream(new SafeFileHandle(1, ownsHandle: false), FileAccess.Write, bufferSize: 0);
        var decoder = new SkiaDecoder();
        var pixels = new PixelBuffer();
        byte[] encoded = [];
        Warm(decoder, pixels, to);
        Sandbox.Enter();
        Span<byte> head = stackalloc byte[DecoderWire.RequestBytes];
        while (from.ReadAtLeast(head, head.Length, throwOnEndOfStream: false) == head.Length)
        {
            if (!DecoderWire.TryReadRequest(head, out int length, out var limits)) return false;
            if (encoded.Length < length) encoded = new byte[length];
            from.ReadExactly(encoded, 0, length);
            var fault = decoder.Decode(encoded.AsSpan(0, length), limits, pixels);
            DecoderWire.WriteAnswer(head, fault, pixels.Width, pixels.Height);
            to.Write(head[..DecoderWire.AnswerBytes]);
            if (fault == PictureFault.None) to.Write(pixels.Bytes);
        }
        return true;
    }

    /// <summary>The library must be there before files cannot be opened any more, and whatever the runtime brings in when it is first needed: so
    /// a picture is decoded and something is written.</summary>
    private static void Warm(SkiaDecoder decoder, PixelBuffer pixels, Stream to)
    {
        decoder.Decode(Convert.FromBase64String(OnePixel), new PictureLimits(1), pixels);
        Span<byte> hello = stackalloc byte[DecoderWire.AnswerBytes];
        DecoderWire.WriteAnswer(hello, PictureFault.None, pixels.Width, pixels.Height);
        to.Write(hello);
    }
}
