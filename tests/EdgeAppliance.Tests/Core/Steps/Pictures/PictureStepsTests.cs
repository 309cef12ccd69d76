using System.Text.Json;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Pictures;
using EdgeAppliance.Tests.Pictures;

namespace EdgeAppliance.Tests.Core.Steps.Pictures;

public sealed class PictureStepsTests
{
    private readonly PictureHarness _harness = new();

    [Fact]
    public void Decode_OfYuyv_IsAPicture()
    {
        var yuyv = new byte[8 * 4 * 2];
        for (int i = 0; i < yuyv.Length; i += 2) (yuyv[i], yuyv[i + 1]) = (235, 128);
        _harness.Build("""[{"type":"decode"},{"type":"keep"}]""").Push(Blob.Copy(yuyv, BlobKind.Yuyv, 8, 4));
        Assert.Equal((8, 4), (_harness.Picture.Width, _harness.Picture.Height));
        Assert.Equal([255, 255, 255], _harness.Picture.Bytes[..3].ToArray().Select(colour => (int)colour));
    }

    [Fact]
    public void Decode_OfWhatIsNoPicture_IsCountedAndGoesOn()
    {
        _harness.Build("""[{"type":"decode","maxPixels":4000},{"type":"keep"}]""");
        _harness.Push("no picture"u8);
        Assert.Equal(PictureFault.UnknownFormat, _harness.Meter.LastFault);
        _harness.Push((Blob?)null);
        Assert.Equal(PictureFault.NoBytes, _harness.Meter.LastFault);
        _harness.Push(Blob.Copy(new byte[100], BlobKind.Yuyv, 100, 60));
        Assert.Equal(PictureFault.TooLarge, _harness.Meter.LastFault);
        _harness.Push(Blob.Copy(new byte[10], BlobKind.Yuyv, 8, 4));
        Assert.Equal(PictureFault.Truncated, _harness.Meter.LastFault);
        Assert.Equal((4L, 0L, 4L), (_harness.Meter.Refused, _harness.Meter.Taken, _harness.Meter.RefusedInARow));
        _harness.Push(Golden.Bytes("scene.png"));
        Assert.Equal((4L, 1L, 0L), (_harness.Meter.Refused, _harness.Meter.Taken, _harness.Meter.RefusedInARow));
        Assert.Single(_harness.Records);
    }

    [Fact]
    public void Resize_OneSide_KeepsTheShape()
    {
        _harness.Build("""[{"type":"decode"},{"type":"resize","width":150},{"type":"keep"}]""").Push(Golden.Bytes("scene.png"));
        Assert.Equal(0, Golden.Difference(_harness.Picture, "resized-150x106.rgb"));
        Assert.Equal((0.5, 1.0), (_harness.View.X(75), _harness.View.Y(106)));
    }

    [Fact]
    public void Letterbox_OfAWidePicture_LiesInTheMiddle()
    {
        _harness.Build("""[{"type":"decode"},{"type":"letterbox","width":64,"height":64,"grey":114},{"type":"keep"}]""").Push(Golden.Bytes("scene.png"));
        Assert.Equal((64, 64), (_harness.Picture.Width, _harness.Picture.Height));
        Assert.Equal([114, 114, 114], _harness.Picture.Row(8)[128..131].ToArray().Select(colour => (int)colour));
        Assert.NotEqual(114, _harness.Picture.Row(10)[128]);
        Assert.Equal(114, _harness.Picture.Row(55)[128]);
        Assert.Equal((0.5, 0, 1), (_harness.View.X(32), Math.Round(_harness.View.Y(9), 3), Math.Round(_harness.View.Y(54), 3)));
    }

    [Fact]
    public void Crop_OfAPart_IsThatPart()
    {
        _harness.Build("""[{"type":"decode"},{"type":"crop","x":0.2,"y":0.5,"width":0.4,"height":0.25},{"type":"keep"}]""").Push(Golden.Bytes("scene.png"));
        Assert.Equal((30, 13), (_harness.Picture.Width, _harness.Picture.Height));
        Assert.True(_harness.Picture.Row(0).SequenceEqual(Golden.Scene().Row(26).Slice(60, 120)));
        Assert.Equal((0.2, 0.6), (Math.Round(_harness.View.X(0), 6), Math.Round(_harness.View.X(30), 6)));
    }

    [Fact]
    public void Crop_Square_IsTheMiddle()
    {
        _harness.Build("""[{"type":"decode"},{"type":"crop","square":true},{"type":"keep"}]""").Push(Golden.Bytes("scene.png"));
        Assert.Equal((53, 53), (_harness.Picture.Width, _harness.Picture.Height));
        Assert.True(_harness.Picture.Row(52).SequenceEqual(Golden.Scene().Row(52).Slice(44, 212)));
    }

    [Theory]
    [InlineData("rgb", 0, 1, 2)]
    [InlineData("bgr", 2, 1, 0)]
    public void Normalize_OfAPicture_IsOneColourAfterTheOther(string colours, int first, int second, int third)
    {
        _harness.Build($$"""[{"type":"decode"},{"type":"normalize","colours":"{{colours}}","mean":[1,2,3],"std":[2,4,8]},{"type":"values"}]""").Push(Golden.Bytes("scene.png"));
        const int Pixels = Golden.Width * Golden.Height;
        var pixel = Golden.Scene().Bytes.Slice(4 * 1000, 3).ToArray();
        Assert.Equal([(pixel[first] - 1) / 2.0, (pixel[second] - 2) / 4.0, (pixel[third] - 3) / 8.0], [_harness.Values[1000], _harness.Values[Pixels + 1000], _harness.Values[2 * Pixels + 1000]]);
        Assert.Equal(colours.Select(c => c.ToString()), _harness.Channels!.Names.ToArray());
    }

    [Fact]
    public void Normalize_Grey_IsWhatPillowMakesOfIt()
    {
        _harness.Build("""[{"type":"decode"},{"type":"normalize","colours":"grey"},{"type":"values"}]""").Push(Golden.Bytes("scene.png"));
        Assert.Equal(Golden.Bytes("grey.luma").Select(grey => (double)grey), _harness.Values);
    }

    [Fact]
    public void Encode_OfAPicture_StandsInTheRecord()
    {
        _harness.Build("""[{"type":"decode"},{"type":"resize","width":32,"height":32},{"type":"encode","as":"frame","quality":90}]""").Push(Golden.Bytes("scene.png"));
        var record = JsonDocument.Parse(_harness.Records[0]).RootElement;
        Assert.Equal(Golden.Bytes("scene.png").Length, record.GetProperty("bytes").GetInt32());
        var pixels = new PixelBuffer();
        Assert.Equal(PictureFault.None, new SkiaDecoder().Decode(record.GetProperty("frame").GetBytesFromBase64(), new PictureLimits(10_000), pixels));
        Assert.Equal((32, 32), (pixels.Width, pixels.Height));
    }

    /// <summary>Bytes of a device never leave by themselves.</summary>
    [Fact]
    public void Record_OfAReadingWithBytes_HasNone()
    {
        _harness.Build("[]").Push(Golden.Bytes("scene.png"));
        Assert.Equal($$"""{"bytes":{{Golden.Bytes("scene.png").Length}}}""", _harness.Records[0]);
    }

    [Theory]
    [InlineData("""[{"type":"decode"}]""", "steps: ends with pictures, which no record can hold; put infer or encode behind them.")]
    [InlineData("""[{"type":"resize","width":3}]""", "steps[0].type: resize takes pictures; put a decode step before it.")]
    [InlineData("""[{"type":"decode"},{"type":"deadband","channels":{"a":1}}]""", "steps[1].type: deadband takes no pictures, which the step before it makes; infer and encode make readings of them.")]
    [InlineData("""[{"type":"decode"},{"type":"encode"},{"type":"select","channels":["a"]}]""", "steps[2].type: select stands behind a step that must be the last one.")]
    [InlineData("""[{"type":"decode","maxPixels":0},{"type":"encode"}]""", "steps[0].maxPixels: must be a whole number from 1 to 50331648.")]
    [InlineData("""[{"type":"decode"},{"type":"resize"},{"type":"encode"}]""", "steps[1].width: is missing, as height is: how many pixels the picture shall have.")]
    [InlineData("""[{"type":"decode"},{"type":"letterbox","width":9,"height":5000},{"type":"encode"}]""", "steps[1].height: must be a whole number from 1 to 4096.")]
    [InlineData("""[{"type":"decode"},{"type":"crop"},{"type":"encode"}]""", "steps[1]: needs x, y, width and height as parts of the picture from 0 to 1, or \"square\": true.")]
    [InlineData("""[{"type":"decode"},{"type":"crop","x":0.5,"width":0.6},{"type":"encode"}]""", "steps[1].width: must be more than 0, and with x at most 1.")]
    [InlineData("""[{"type":"decode"},{"type":"normalize","mean":[1,2]},{"type":"values"}]""", "steps[1].mean: must be one number or 3 of them.")]
    [InlineData("""[{"type":"decode"},{"type":"normalize","colours":"yuv"},{"type":"values"}]""", "steps[1].colours: must be rgb, bgr or grey.")]
    public void Bind_WrongPictureSteps_SaysWhatIsWrong(string steps, string error) => Assert.Equal(error, Assert.Single(_harness.Errors(steps)));

    [Fact]
    public void Steps_SteadyState_AllocateNothing()
    {
        var end = new NoEnd();
        var plan = _harness.Plan("""[{"type":"decode"},{"type":"crop","square":true},{"type":"letterbox","width":64,"height":48},{"type":"resize","width":20,"height":40},{"type":"normalize"},{"type":"values"}]""");
        var first = plan.Build(new StepContext("p", "s", "d", _ => { }), end)[0];
        // The last of them copies what it is given.
        for (var step = first; step is not null; step = step.Next) if (step.Next?.Next == end) step.Next = end;
        var batch = ReadingBatch.Rent("source", "device", new ChannelSet("bytes"), 1);
        byte[] jpeg = Golden.Bytes("scene.jpg");
        Push();
        Assert.Equal(0, SteadyState.AllocatedBy(50, Push));
        batch.Release();

        void Push()
        {
            batch.Clear();
            batch.AddRow(1);
            batch.SetBlob(0, Blob.Copy(jpeg));
            first.Process(batch);
        }
    }

    private sealed class NoEnd : Step
    {
        public override void Process(ReadingBatch batch)
        {
        }

        public override void Process(WindowFrame window)
        {
        }
    }
}
