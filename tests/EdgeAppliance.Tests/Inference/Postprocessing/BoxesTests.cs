using EdgeAppliance.Bundles;
using EdgeAppliance.Inference.Postprocessing;
using EdgeAppliance.Inference.Runtime;

namespace EdgeAppliance.Tests.Inference.Postprocessing;

public sealed class BoxesTests
{
    /// <summary>A picture of 32 × 32: grids of 4 × 4, 2 × 2 and 1.</summary>
    private static readonly TensorSpec[] s_outputs =
        [.. new[] { ("cls", 1), ("obj", 1), ("bbox", 4), ("kps", 10) }.SelectMany(kind => new[] { (8, 16), (16, 4), (32, 1) }.Select(level => new TensorSpec($"{kind.Item1}_{level.Item1}", TensorType.Float32, [1, level.Item2, kind.Item2])))];

    private readonly ResultLayout _layout = new(s_outputs);
    private readonly double[] _values = new double[1000];

    [Fact]
    public void Apply_ABoxOnAGrid_LiesWhereTheGridSays()
    {
        var boxes = Bind("\"max\":2");
        // The place (2, 1) of the grid of 8: middle at (2.5 · 8, 1.25 · 8), twice and half as large as a place.
        Put("cls_8", 6, 0.81);
        Put("obj_8", 6, 1);
        Put("bbox_8", 24, 0.5, 0.25, Math.Log(2), Math.Log(0.5));
        boxes.Apply(_values, []);
        Assert.Equal([1, 0.9], [Of("box.count")[0], Of("score")[0]]);
        Assert.Equal([12 / 32.0, 8 / 32.0, 16 / 32.0, 4 / 32.0, 0.9, 0, 0, 0, 0, 0], Of("box").ToArray().Select(value => Math.Round(value, 9)));
    }

    [Fact]
    public void Apply_BoxesThatCoverEachOther_LeaveTheBest()
    {
        var boxes = Bind("\"max\":4,\"overlap\":0.3");
        foreach (var (place, score) in new[] { (5, 0.7), (6, 0.95), (9, 0.8), (15, 0.65) })
        {
            Put("cls_8", place, score * score);
            Put("obj_8", place, 1);
            Put("bbox_8", 4 * place, 0.5, 0.5, Math.Log(2), Math.Log(2));
        }
        boxes.Apply(_values, []);
        // 5 and 6 share half of either, as do 5 and 9; 6 and 9 a quarter, a seventh of what they cover.
        Assert.Equal(3, Of("box.count")[0]);
        Assert.Equal([0.95, 0.8, 0.65], new[] { 4, 9, 14 }.Select(at => Math.Round(Of("box")[at], 9)));
    }

    [Fact]
    public void Apply_NothingSeen_IsZeros()
    {
        var boxes = Bind("\"max\":2");
        Array.Fill(_values, 7, _layout.Find("box")!.Offset, 10);
        boxes.Apply(_values, []);
        Assert.Equal([0, 0], [Of("box.count")[0], Of("score")[0]]);
        Assert.Equal(new double[10], Of("box").ToArray());
    }

    [Fact]
    public void Apply_AnOutputThatIsNoNumber_SaysThatNothingIsKnown()
    {
        var boxes = Bind("\"max\":2");
        Put("cls_32", 0, double.NaN);
        boxes.Apply(_values, []);
        Assert.True(double.IsNaN(Of("box.count")[0]));
        Assert.True(double.IsNaN(Of("score")[0]));
    }

    [Fact]
    public void Apply_MoreThanThereIsRoomFor_AreCounted()
    {
        var boxes = Bind("\"max\":2,\"overlap\":1");
        for (int place = 0; place < 16; place++)
        {
            Put("cls_8", place, 1);
            Put("obj_8", place, 0.5 + place / 100.0);
        }
        boxes.Apply(_values, []);
        Assert.Equal(16, Of("box.count")[0]);
        Assert.Equal(Math.Sqrt(0.65), Of("box")[4], 1e-12);
    }

    /// <summary>However many places speak up, the best are kept.</summary>
    [Fact]
    public void TakeBest_OfAThousand_IsTheBest()
    {
        var memory = new double[BoxCandidates.ValuesMax];
        var candidates = new BoxCandidates(memory);
        for (int i = 0; i < 1000; i++) candidates.Offer(i, 0, 0.5, 0.5, i * 7919 % 1000 / 1000.0);
        var best = new double[10];
        Assert.Equal(BoxCandidates.Max, candidates.TakeBest(best, 0.3));
        Assert.Equal([0.999, 0.998], [best[4], best[9]]);
    }

    [Theory]
    [InlineData("\"width\":64", "'cls_8' has 16 values, where a picture of 64 × 32 has 32")]
    [InlineData("\"max\":51", "'max' must be at most 50")]
    [InlineData("\"least\":0", "'least' must be more than 0 and at most 1")]
    [InlineData("\"format\":\"yolo\"", "'format' must be yunet")]
    public void Bind_WrongParameter_SaysWhatIsWrong(string parameter, string error) =>
        Assert.Contains(error, Assert.Throws<ModelLoadException>(() => Bind(parameter)).Message);

    [Fact]
    public void TopK_OfValues_IsTheLargestInOrder()
    {
        var layout = new ResultLayout([new TensorSpec("y", TensorType.Float32, [1, 6])]);
        var step = PostprocessCatalog.Bind(PostprocessBundle.Of("""{"step":"topk","k":3}"""), layout, 0)[0];
        var values = new double[layout.Length];
        new[] { 0.1, 0.4, 0.2, 0.4, -1, 0.3 }.CopyTo(values, 0);
        step.Apply(values, []);
        Assert.Equal([1, 0.4, 3, 0.4, 5, 0.3], values[6..]);
        Assert.Equal(["top[0]", "top[0].score", "top[1]", "top[1].score", "top[2]", "top[2].score"], layout.Vectors.SelectMany(vector => Enumerable.Range(0, vector.Count).Select(vector.NameOf)));
    }

    private Postprocessor Bind(string more)
    {
        string parameters = "{\"step\":\"boxes\"" + string.Concat(new[] { "\"format\":\"yunet\"", "\"width\":32", "\"height\":32" }.Where(usual => !more.Contains(usual[..usual.IndexOf(':')])).Select(usual => "," + usual)) + "," + more + "}";
        return PostprocessCatalog.Bind(PostprocessBundle.Of(parameters), _layout, 0)[0];
    }

    private void Put(string output, int at, params double[] values) => values.CopyTo(_values, Offset(output) + at);

    private static int Offset(string output)
    {
        int offset = 0;
        foreach (var spec in s_outputs)
        {
            if (spec.Name == output) return offset;
            offset += spec.Elements;
        }
        throw new ArgumentException(output);
    }

    private Span<double> Of(string name) => _values.AsSpan(_layout.Find(name)!.Range);
}
