using System.Text.Json;
using EdgeAppliance.Core.Pictures;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Steps;
using EdgeAppliance.Pictures;
using EdgeAppliance.Tests.Inference.Pictures;
using EdgeAppliance.Tests.Pictures;

namespace EdgeAppliance.Tests.Inference.Steps;

public sealed class BlurTests : IDisposable
{
    private const string Steps = """[{"type":"decode"},{"type":"blur","model":"faces"},{"type":"encode"}]""";

    private readonly ModelFolder _folder = new();
    private ModelRepository? _repository;

    public void Dispose()
    {
        _repository?.Dispose();
        _folder.Dispose();
    }

    /// <summary>What leaves is cleared, says how many faces there were, and a second look finds none.</summary>
    [FaceFact]
    public void Blur_PhotographOfAFace_HidesIt()
    {
        PictureBundle.ShipYunet(_folder);
        var harness = Build(Steps);
        harness.Push(File.ReadAllBytes(FaceFactAttribute.Photograph));
        var record = JsonDocument.Parse(harness.Records[0]).RootElement;
        Assert.Equal(["faces", "picture"], record.EnumerateObject().Select(member => member.Name));
        Assert.Equal(1, record.GetProperty("faces").GetInt32());
        Assert.True(harness.Cleared[0]);
        var again = Build("""[{"type":"decode"},{"type":"letterbox","width":320,"height":320},{"type":"infer","model":"faces"}]""");
        again.Push(record.GetProperty("picture").GetBytesFromBase64());
        Assert.Equal(0, again["face.count"]);
    }

    /// <summary>Away from the face not a pixel is changed.</summary>
    [FaceFact]
    public void Blur_PhotographOfAFace_LeavesTheRest()
    {
        PictureBundle.ShipYunet(_folder);
        var harness = Build("""[{"type":"decode"},{"type":"blur","model":"faces","method":"fill"},{"type":"keep"}]""");
        harness.Push(File.ReadAllBytes(FaceFactAttribute.Photograph));
        var whole = new PixelBuffer();
        Assert.Equal(PictureFault.None, new SkiaDecoder().Decode(File.ReadAllBytes(FaceFactAttribute.Photograph), new PictureLimits(PictureLimits.PixelsUsual), whole));
        Assert.True(whole.Row(400).SequenceEqual(harness.Picture.Row(400)));
        Assert.True(whole.Row(20).SequenceEqual(harness.Picture.Row(20)));
        Assert.Equal([128, 128, 128], harness.Picture.Row(115)[(224 * 4)..(224 * 4 + 3)].ToArray().Select(colour => (int)colour));
    }

    [Fact]
    public void Blur_WithoutItsModel_LetsNothingThrough()
    {
        var harness = Build(Steps);
        harness.Push(Golden.Bytes("scene.png"));
        harness.Push(Golden.Bytes("scene.jpg"));
        Assert.Empty(harness.Records);
        Assert.Equal((2L, 2L, PictureFault.NotBlurred), (harness.Meter.Refused, harness.Meter.RefusedInARow, harness.Meter.LastFault));
    }

    /// <summary>A model that finds no boxes cannot say that there are no faces.</summary>
    [EdgeDataFact(PictureBundle.Mnist)]
    public void Blur_WithAModelThatFindsNoBoxes_LetsNothingThrough()
    {
        PictureBundle.ShipMnist(_folder);
        var harness = Build("""[{"type":"decode"},{"type":"blur","model":"digits"},{"type":"encode"}]""");
        harness.Push(Golden.Bytes("scene.png"));
        Assert.Empty(harness.Records);
        Assert.Equal(PictureFault.NotBlurred, harness.Meter.LastFault);
    }

    /// <summary>Boxes for one face alone, and every corner of the picture counts as one: nobody knows how many were left.</summary>
    [FaceFact]
    public void Blur_MoreFacesThanItsModelTells_LetsNothingThrough()
    {
        PictureBundle.ShipYunet(_folder, ",\"max\":1,\"least\":0.0001,\"overlap\":1");
        var harness = Build(Steps);
        harness.Push(File.ReadAllBytes(FaceFactAttribute.Photograph));
        Assert.Empty(harness.Records);
        Assert.Equal(PictureFault.NotBlurred, harness.Meter.LastFault);
    }

    [Fact]
    public void Bind_APrivatePipeline_IsClearedByBlur() =>
        Assert.Equal(1, new PictureHarness(_repository = _folder.Open()).Plan(Steps).ClearedBy);

    [Fact]
    public void Bind_WrongBlur_SaysWhatIsWrong() => Assert.Equal(
        ["steps[1].method: must be pixelate or fill.", "steps[1].margin: must be from 0 to 1.", "steps[1].model: is missing: the name of the model that finds faces."],
        new PictureHarness(_repository = _folder.Open()).Errors("""[{"type":"decode"},{"type":"blur","method":"smudge","margin":2},{"type":"encode"}]"""));

    /// <summary>Whatever was beneath, a square is of one colour, and its edge covers the box.</summary>
    [Theory]
    [InlineData(0.2, 0.2, 0.3, 0.3)]
    [InlineData(-0.1, -0.1, 0.3, 0.3)]
    [InlineData(0.9, 0.9, 0.5, 0.5)]
    [InlineData(0.5, 0.5, 0, 0)]
    public void Hide_ABox_LeavesAFewSquares(double x, double y, double width, double height)
    {
        var pixels = Golden.Scene();
        Hiding.Hide(pixels, [x, y, width, height, 1], new BlurOptions(BlurMethod.Pixelate, 0, "faces"));
        var colours = new HashSet<int>();
        for (int row = (int)Math.Max(0, y * Golden.Height); row < Math.Min(Golden.Height, (y + height) * Golden.Height); row++)
            for (int at = (int)Math.Max(0, x * Golden.Width); at < Math.Min(Golden.Width, (x + width) * Golden.Width); at++)
                colours.Add(BitConverter.ToInt32(pixels.Row(row)[(4 * at)..]));
        Assert.InRange(colours.Count, width > 0 ? 1 : 0, 100);
    }

    private PictureHarness Build(string steps)
    {
        _repository ??= _folder.Open();
        return new PictureHarness(_repository).Build(steps);
    }
}
