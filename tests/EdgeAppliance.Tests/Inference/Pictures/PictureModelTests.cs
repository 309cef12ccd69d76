using System.Runtime.InteropServices;
using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Drivers.Linux.Camera;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Runtime;
using EdgeAppliance.Pictures;
using EdgeAppliance.Tests.Drivers.Linux.Camera;
using EdgeAppliance.Tests.Drivers.Sensors;
using EdgeAppliance.Tests.Pictures;

namespace EdgeAppliance.Tests.Inference.Pictures;

/// <summary>From a picture's file to what a model says of it.</summary>
public sealed class PictureModelTests : IDisposable
{
    private readonly ModelFolder _folder = new();
    private ModelRepository? _repository;

    public void Dispose()
    {
        _repository?.Dispose();
        _folder.Dispose();
    }

    [EdgeDataFact(PictureBundle.Mnist)]
    public void Infer_EveryDigit_IsTheDigit()
    {
        PictureBundle.ShipMnist(_folder);
        var harness = Build("""[{"type":"decode"},{"type":"infer","model":"digits"}]""");
        for (int digit = 0; digit < 10; digit++)
        {
            harness.Push(File.ReadAllBytes(EdgeData.PathOf($"inputs/mnist10/sample{digit}.png")));
            Assert.Equal(digit, harness["top[0]"]);
            Assert.InRange(harness["top[0].score"], 0.5, 1);
            Assert.InRange(harness["top[1].score"], 0, harness["top[0].score"]);
        }
    }

    /// <summary>A camera in place of the file: what it gives uncompressed is of 220 shades, which the model does not mind.</summary>
    [EdgeDataFact(PictureBundle.Mnist)]
    public void Infer_DigitBeforeACamera_IsTheDigit()
    {
        PictureBundle.ShipMnist(_folder);
        var harness = Build("""[{"type":"decode"},{"type":"crop","x":0.25,"width":0.5},{"type":"infer","model":"digits"}]""");
        var camera = new SimulatedCamera(PictureFormat.Yuyv, 56, 28);
        using var bench = new SensorBench(new CameraSensor(camera, true, TimeProvider.System));
        for (int digit = 0; digit < 10; digit++)
        {
            var picture = new PixelBuffer();
            Assert.Equal(PictureFault.None, new SkiaDecoder().Decode(File.ReadAllBytes(EdgeData.PathOf($"inputs/mnist10/sample{digit}.png")), new PictureLimits(1000), picture));
            var frame = new byte[56 * 28 * 2];
            for (int y = 0; y < 28; y++)
                for (int x = 0; x < 56; x++)
                {
                    int grey = x is >= 14 and < 42 ? picture.Row(y)[4 * (x - 14)] : 0;
                    (frame[2 * (56 * y + x)], frame[2 * (56 * y + x) + 1]) = ((byte)(16 + grey * 219 / 255), 128);
                }
            camera.Show(frame);
            harness.Push(bench.Read());
            Assert.Equal(digit, harness["top[0]"]);
        }
    }

    /// <summary>The recorded answers are those to the file's bytes, given to the model as they stand.</summary>
    [EdgeDataTheory(PictureBundle.PersonDetect)]
    [InlineData("person", true)]
    [InlineData("no_person", false)]
    public void Infer_PersonInThePicture_IsSeen(string picture, bool isThere)
    {
        PictureBundle.ShipPersonDetect(_folder);
        var harness = Build("""[{"type":"decode"},{"type":"infer","model":"person"}]""");
        harness.Push(Picture(picture));
        Assert.Equal(isThere, harness["person"] > harness["noPerson"]);
        Assert.Equal(Recorded(picture), (harness["noPerson"], harness["person"]));
    }

    [FaceFact]
    public void Infer_FaceDetector_FindsTheFaceWhereItIs()
    {
        PictureBundle.ShipYunet(_folder);
        var harness = Build("""[{"type":"decode"},{"type":"crop","x":0.1,"y":0,"width":0.7,"height":0.6},{"type":"letterbox","width":320,"height":320},{"type":"infer","model":"faces"}]""");
        harness.Push(File.ReadAllBytes(FaceFactAttribute.Photograph));
        Assert.Equal(1, harness["face.count"]);
        Assert.InRange(harness["score"], 0.9, 1);
        Assert.InRange(harness["face[0].x"], 0.34, 0.4);
        Assert.InRange(harness["face[0].y"], 0.1, 0.16);
        Assert.InRange(harness["face[0].width"], 0.12, 0.2);
        Assert.InRange(harness["face[0].height"], 0.18, 0.28);
        Assert.Equal(harness["score"], harness["face[0].score"]);
        Assert.Equal(0, harness["face[1].score"]);
    }

    [EdgeDataFact(PictureBundle.Mnist)]
    public void Infer_PictureOfAnotherSize_SaysWhatIsWanted()
    {
        PictureBundle.ShipMnist(_folder);
        var harness = Build("""[{"type":"decode"},{"type":"infer","model":"digits"}]""");
        var wrong = Assert.Throws<EdgeAppliance.Core.Steps.StepException>(() => harness.Push(Golden.Bytes("scene.png")));
        Assert.Equal("The model 'digits' takes pictures of 28 × 28, and gets 75 × 53; put a letterbox or a resize step before it.", wrong.Message);
    }

    /// <summary>What the model alone says of the bytes.</summary>
    private (double NoPerson, double Person) Recorded(string picture)
    {
        using var session = ModelSession.Load(File.ReadAllBytes(EdgeData.PathOf(PictureBundle.PersonDetect)), BundleFolder.Open(Path.Combine(_folder.Shipped, "person")).Manifest);
        Pixels(picture).CopyTo(MemoryMarshal.AsBytes(session.Input<sbyte>(0)));
        session.Run();
        return ((session.Output<sbyte>(0)[0] + 128) / 256.0, (session.Output<sbyte>(0)[1] + 128) / 256.0);
    }

    /// <summary>The file's bytes as a picture: they are what the model takes, 128 less than the grey.</summary>
    private static byte[] Picture(string name)
    {
        byte[] grey = [.. Pixels(name).Select(pixel => (byte)(pixel ^ 0x80))];
        return PngWriter.Grey(96, 96, grey);
    }

    private static byte[] Pixels(string name)
    {
        byte[] file = File.ReadAllBytes(EdgeData.PathOf($"inputs/images/{name}.bmp"));
        var pixels = new byte[96 * 96];
        // The last row stands first.
        for (int i = 0; i < pixels.Length; i++) pixels[i] = file[^(96 * (1 + i / 96) - i % 96)];
        return pixels;
    }

    private PictureHarness Build(string steps)
    {
        _repository ??= _folder.Open();
        return new PictureHarness(_repository).Build(steps);
    }
}
