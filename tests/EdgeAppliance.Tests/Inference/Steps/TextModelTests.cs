using System.Text;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Tests.Core.Steps.Text;
using EdgeAppliance.Tests.Inference.Repository;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Inference.Steps;

/// <summary>Texts through <c>tokenize</c> and a model of two inputs, to classes with names.</summary>
public sealed class TextModelTests : IDisposable
{
    private const string TwoInputs = """[{"name":"input_ids","type":"int64","shape":[1,6]},{"name":"attention_mask","type":"int64","shape":[1,6]}]""";
    private const string Channels = ""","channels":["input_ids","attention_mask"]""";
    private const string Post = ""","postprocess":[{"step":"argmax","as":"about","names":"something else, a pump"},{"step":"topk","k":2,"names":"other,pump"}]""";

    private static readonly string s_steps = $$"""[{"type":"tokenize","vocabulary":"{{TokenizerCase.PathOf("vocab.txt")}}","length":6},{"type":"infer","model":"tiny"}]""";

    private readonly ModelFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("")]
    [InlineData(Channels)]
    public void Process_Texts_AreClassified(string channels)
    {
        using var repository = _folder.Ship(Bundle(channels + Post)).Open();
        var chain = new InferHarness(repository, s_steps);
        chain.Push(Texts("pump pump PUMP", "the valve", null));
        Assert.Equal("1 about=1 top[0]=1 top[0].score=3 top[1]=0 top[1].score=2\n2 about=0 top[0]=0 top[0].score=4 top[1]=1 top[1].score=0\n"
            + "3 about=NaN top[0]=NaN top[0].score=NaN top[1]=NaN top[1].score=NaN\n", chain.Output);
        Assert.Equal(1, repository.Status[0].Runs.Incomplete);
    }

    [Fact]
    public void Process_ClassesWithNames_StandInRecordsByThem()
    {
        using var repository = _folder.Ship(Bundle(Post)).Open();
        string last = s_steps.Replace("}]", "},{\"type\":\"select\",\"channels\":[\"about\",\"top[1]\",\"top[0].score\"],\"as\":{\"about\":\"topic\"}}]", StringComparison.Ordinal);
        var json = new RecordJson();
        var records = new List<string>();
        var chain = new InferHarness(repository, last) { OnRow = (batch, row) => records.Add(Encoding.UTF8.GetString(json.Write(batch, row))) };
        chain.Push(Texts("pump pump PUMP", "the valve", null));
        Assert.Equal(["""{"topic":"a pump","top[1]":"other","top[0].score":3}""", """{"topic":"something else","top[1]":"pump","top[0].score":4}""", "{}"], records);
    }

    [Theory]
    [InlineData(""","channels":["input_ids"]""", "Each of the 2 inputs takes a channel, and the manifest lists 1.")]
    [InlineData(""","preprocess":[{"step":"transpose"}]""", "preprocess[0], transpose: is for models of one input, and this one has 2.")]
    [InlineData(""","preprocess":[{"step":"quantize","scale":1}]""", "preprocess[0], quantize: is for models of one input, and this one has 2.")]
    [InlineData(""","postprocess":[{"step":"argmax","names":"one"}]""", "postprocess[0], argmax: 'names' must be 2 names with commas between.")]
    [InlineData(""","postprocess":[{"step":"topk","k":1,"names":"one,,"}]""", "postprocess[0], topk: 'names' must be 2 names with commas between.")]
    public void Load_ManifestThatDoesNotFit_SaysWhy(string more, string expected)
    {
        using var repository = _folder.Ship(Bundle(more + (more.Contains("postprocess", StringComparison.Ordinal) ? "" : Post))).Open();
        var chain = new InferHarness(repository, s_steps);
        var e = Assert.Throws<StepException>(() => chain.Push(Texts("pump")));
        Assert.EndsWith(expected, e.Message, StringComparison.Ordinal);
    }

    private static TestBundle Bundle(string more) => new("text-classifier")
    {
        Inputs = TwoInputs,
        Outputs = """[{"name":"scores","type":"float32","shape":[1,2]}]""",
        Golden = """[{"inputs":{"input_ids":[139,1,2,3,4,5],"attention_mask":[1,1,0,0,0,0]},"outputs":{"scores":[1,1]},"tolerance":0.001}]""",
        More = more,
    };

    private static ReadingBatch Texts(params string?[] texts)
    {
        var batch = ReadingBatch.Rent("source", "device", new ChannelSet("bytes"), texts.Length);
        for (int i = 0; i < texts.Length; i++)
        {
            int row = batch.AddRow((i + 1) * 1_000_000);
            if (texts[i] is { } text) batch.SetBlob(row, Blob.Copy(Encoding.UTF8.GetBytes(text)));
        }
        return batch;
    }
}
