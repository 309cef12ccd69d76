using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Pictures;

namespace EdgeAppliance.Inference.Steps;

/// <summary>Hides the faces that a model finds, and hands on the picture with their number alone: what else the reading said stays behind. Where the
/// model cannot say what is in the picture, the picture is left out and counted: nothing goes on that was not looked at.</summary>
internal sealed class Blur(PictureDetector detector, BlurOptions options, PictureMeter meter) : PictureStep
{
    private readonly ChannelSet _channels = new(options.As);
    private ReadingBatch? _output;

    public override void Process(PictureFrame picture)
    {
        if (!detector.TryFind(picture, out var boxes))
        {
            meter.CountRefused(PictureFault.NotBlurred);
            return;
        }
        meter.CountUsed();
        for (int at = 0; at < boxes.Length; at += Postprocessing.Boxes.ValuesPerBox) Hiding.Hide(picture.Pixels, boxes[at..], options);
        var output = OutputFor(picture.Newest);
        int row = output.AddRow(picture.TimeUs, [boxes.Length / Postprocessing.Boxes.ValuesPerBox]);
        Next?.Process(new PictureFrame(output, row, picture.Pixels, picture.View));
    }

    private ReadingBatch OutputFor(ReadingBatch input)
    {
        if (_output is not null && _output.Device == input.Device && _output.Source == input.Source)
        {
            _output.Clear();
            return _output;
        }
        _output?.Release();
        return _output = ReadingBatch.Rent(input.Source, input.Device, _channels, 1, cleared: true);
    }
}
