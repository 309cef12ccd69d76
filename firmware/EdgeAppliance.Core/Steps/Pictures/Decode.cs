using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>Makes pictures of the bytes that readings come with: JPEG, PNG and WebP, and the uncompressed frames of cameras. What is none is
/// left out and counted; the pipeline goes on.</summary>
/// <param name="upright">JPEG that say which way up they are shown are turned so.</param>
public sealed class Decode(IPictureDecoder decoder, PictureLimits limits, PictureMeter meter, bool upright = true) : Step
{
    private readonly PixelBuffer _decoded = new();
    private readonly PixelBuffer _turned = new();

    // Which of them has the picture at hand.
    private PixelBuffer _pixels = new();

    public override void Process(ReadingBatch batch)
    {
        for (int row = 0; row < batch.Count; row++)
        {
            var fault = Take(batch.BlobAt(row));
            if (fault != PictureFault.None)
            {
                meter.CountRefused(fault);
                continue;
            }
            meter.CountTaken();
            Next?.Process(new PictureFrame(batch, row, _pixels, PictureView.Whole(_pixels.Width, _pixels.Height)));
        }
    }

    private PictureFault Take(Blob? blob)
    {
        if (blob is null) return PictureFault.NoBytes;
        if (blob.Kind != BlobKind.Yuyv)
        {
            var fault = decoder.Decode(blob.Bytes, limits, _decoded);
            if (fault == PictureFault.None) Show(upright ? ExifOrientation.Of(blob.Bytes) : ExifOrientation.Upright);
            return fault;
        }
        if (!limits.Allows(blob.Width, blob.Height)) return PictureFault.TooLarge;
        if (blob.Width % 2 != 0) return PictureFault.Damaged;
        if (blob.Length < blob.Width * blob.Height * 2) return PictureFault.Truncated;
        YuyvPixels.Decode(blob.Bytes, blob.Width, blob.Height, _decoded);
        Show(ExifOrientation.Upright);
        return PictureFault.None;
    }

    private void Show(int orientation)
    {
        _pixels = orientation == ExifOrientation.Upright ? _decoded : _turned;
        if (orientation != ExifOrientation.Upright) Turning.Turn(_decoded, orientation, _turned);
    }
}
