using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Pictures;

/// <summary>Makes JPEG of pictures, to stand in their records in Base64 beside the reading's values. The only step behind which a picture
/// leaves, and the last one. A picture that becomes larger than its limit is left out and counted.</summary>
public sealed class Encode(IPictureEncoder encoder, EncodeOptions options, PictureMeter meter) : PictureStep
{
    private readonly OutputBatch _output = new();

    /// <exception cref="StepException">A channel has the picture's name.</exception>
    public override void Process(PictureFrame picture)
    {
        var channels = picture.Newest.Channels;
        if (channels.IndexOf(options.As) >= 0) throw new UnfitReadingException($"The reading already has a channel '{options.As}', as the picture is named.");
        var bytes = encoder.EncodeJpeg(picture.Pixels, options.Quality);
        if (bytes.IsEmpty || bytes.Length > options.BytesMax)
        {
            meter.CountRefused(PictureFault.TooLarge);
            return;
        }
        var output = _output.For(picture.Newest, channels, 1);
        int row = _output.CopyRow(picture.Newest, picture.Row);
        output.SetBlob(row, Blob.Copy(bytes));
        output.BlobName = options.As;
        Next?.Process(output);
    }
}
