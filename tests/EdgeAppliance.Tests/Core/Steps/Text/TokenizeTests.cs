using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Tests.Storage;

namespace EdgeAppliance.Tests.Core.Steps.Text;

public sealed class TokenizeTests : IDisposable
{
    private static readonly ChannelSet s_bytes = new("bytes");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Process_ShortText_IsPaddedAndMasked() =>
        Assert.Equal("1 input_ids=2 139 15 3 0 0 | attention_mask=1 1 1 1 0 0 | token_type_ids=0 0 0 0 0 0\n", Windows(Uncased(6), "Pump,"));

    [Fact]
    public void Process_LongText_IsCutBeforeItsEnd() =>
        Assert.Equal("1 input_ids=2 139 139 3 | attention_mask=1 1 1 1 | token_type_ids=0 0 0 0\n", Windows(Uncased(4), "pump pump pump"));

    [Fact]
    public void Process_ReadingWithoutText_MakesAWindowWithoutValues() =>
        Assert.Equal("1 input_ids=NaN NaN | attention_mask=NaN NaN | token_type_ids=NaN NaN\n2 input_ids=2 3 | attention_mask=1 1 | token_type_ids=0 0\n", Windows(Uncased(2), null, "pump"));

    [Fact]
    public void Process_TextThatNamesAPiece_StaysText()
    {
        // The number of [SEP], 3, stands once: at the end.
        string numbers = Windows(Uncased(16), "a [SEP] b").Split(" | ")[0];
        Assert.Single(numbers["1 input_ids=".Length..].Split(' '), "3");
    }

    [Fact]
    public void Process_BytesThatAreNoText_AreLeftOut()
    {
        using var chain = new Chain(Uncased(5));
        chain.Push([0xFF, .. "pump"u8, 0xC3]);
        Assert.Equal("1 input_ids=2 139 3 0 0 | attention_mask=1 1 1 0 0 | token_type_ids=0 0 0 0 0\n", chain.Output);
    }

    [Fact]
    public void Process_NamedBeginAndEnd_AreUsed() =>
        Assert.StartsWith("1 input_ids=1 139 1 2 2 ", Windows($$"""[{"type":"tokenize","vocabulary":"{{TokenizerCase.PathOf("vocab.txt")}}","length":5,"begin":"[UNK]","end":"[UNK]","padding":"[CLS]"}]""", "pump"), StringComparison.Ordinal);

    [Fact]
    public void Process_SteadyState_AllocatesNothing()
    {
        foreach (string kind in (string[])[Uncased(32), Roberta(32)])
        {
            using var chain = new Chain(kind, write: false);
            byte[] text = Encoding.UTF8.GetBytes("The pump at station seven läuft heiß: 81.5 °C 水泵, restarting…");
            for (int i = 0; i < 100; i++) chain.Push(text);
            Assert.Equal(0, SteadyState.AllocatedBy(200, () => chain.Push(text)));
        }
    }

    [Theory]
    [InlineData("""{"type":"tokenize","length":8}""", "steps[0].vocabulary: is missing: the path of the model's vocab.txt, vocab.json or tokenizer.json.")]
    [InlineData("""{"type":"tokenize","vocabulary":"@vocab.txt"}""", "steps[0].length: is missing: how many numbers the model takes.")]
    [InlineData("""{"type":"tokenize","vocabulary":"@vocab.txt","length":1}""", "steps[0].length: must be a whole number from 2 to 4096.")]
    [InlineData("""{"type":"tokenize","vocabulary":"@vocab.json","length":8}""", "steps[0].vocabulary: is a vocabulary of byte pairs, which needs merges beside it.")]
    [InlineData("""{"type":"tokenize","vocabulary":"@vocab.txt","merges":"@merges.txt","length":8}""", "steps[0].vocabulary: is a vocabulary of whole pieces, beside which no merges belong.")]
    [InlineData("""{"type":"tokenize","vocabulary":"@vocab.txt","length":8,"begin":"[BOS]"}""", "steps[0].vocabulary: has no piece '[BOS]'.")]
    [InlineData("""{"type":"tokenize","vocabulary":"@cased.tokenizer.json","lowercase":true,"length":8}""", "steps[0].vocabulary: says itself what merges, lowercase and space would say.")]
    [InlineData("""{"type":"tokenize","vocabulary":"@merges.txt","length":8}""", "steps[0].vocabulary: has no piece [UNK], for words that it does not know.")]
    public void Bind_WrongConfiguration_SaysWhatIsWrong(string step, string expected) =>
        Assert.Equal([expected], StepHarness.Errors($"[{step.Replace("@", TokenizerCase.PathOf("") + "/", StringComparison.Ordinal)},{{\"type\":\"sums\"}}]"));

    [Theory]
    [InlineData("{", "is not JSON that can be read, at line 1.")]
    [InlineData("[]", "is no JSON object.")]
    [InlineData("""{"model":{"type":"Unigram","vocab":{}}}""", "is of the model Unigram; known are WordPiece and BPE.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0.5}}}""", "gives the piece '[UNK]' no whole number from 0.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"a":0}},"pre_tokenizer":{"type":"BertPreTokenizer"}}""", "has no piece '[UNK]'.")]
    [InlineData("""{"model":{"type":"WordPiece","vocab":{"[UNK]":0}},"pre_tokenizer":{"type":"Whitespace"}}""", "has the pre_tokenizer Whitespace; with this model BertPreTokenizer alone is known here.")]
    [InlineData("""{"model":{"type":"BPE","vocab":{},"byte_fallback":true}}""", "has a model with byte_fallback or ignore_merges, which are not known here.")]
    [InlineData("""{"model":{"type":"BPE","vocab":{},"merges":[]},"pre_tokenizer":{"type":"ByteLevel"}}""", "lacks a piece for the byte 0x00.")]
    [InlineData("""{"model":{"type":"BPE","vocab":{},"merges":["a"]},"pre_tokenizer":{"type":"ByteLevel"}}""", "has merges of which the one at 0 is no pair of pieces.")]
    [InlineData("""{"model":{"type":"BPE","vocab":{},"merges":[]},"pre_tokenizer":{"type":"ByteLevel"},"post_processor":{"type":"Sequence"}}""", "has the post_processor Sequence; known are BertProcessing, RobertaProcessing, TemplateProcessing and ByteLevel.")]
    public void Bind_StrangeTokenizerJson_SaysWhatIsWrong(string json, string expected)
    {
        string path = Path.Combine(_folder.FullName, "tokenizer.json");
        File.WriteAllText(path, json);
        Assert.Equal([$"steps[0].vocabulary: {expected}"], StepHarness.Errors($$"""[{"type":"tokenize","vocabulary":"{{path}}","length":8},{"type":"sums"}]"""));
    }

    [Fact]
    public void Bind_FileThatIsNotThere_SaysSo() =>
        Assert.StartsWith("steps[0].vocabulary: /none/vocab.txt cannot be read: ", StepHarness.Errors("""[{"type":"tokenize","vocabulary":"/none/vocab.txt","length":8},{"type":"sums"}]""").Single(), StringComparison.Ordinal);

    private static string Uncased(int length) => $$"""[{"type":"tokenize","vocabulary":"{{TokenizerCase.PathOf("vocab.txt")}}","length":{{length}}}]""";

    private static string Roberta(int length) => $$"""[{"type":"tokenize","vocabulary":"{{TokenizerCase.PathOf("roberta.tokenizer.json")}}","length":{{length}}}]""";

    private static string Windows(string steps, params string?[] texts)
    {
        using var chain = new Chain(steps);
        foreach (string? text in texts) chain.Push(text is null ? null : Encoding.UTF8.GetBytes(text));
        return chain.Output;
    }

    private sealed class Chain : IDisposable
    {
        private readonly StringBuilder _output = new();
        private readonly ReadingBatch _batch = ReadingBatch.Rent("source", "device", s_bytes, 1);
        private readonly Step _first;
        private long _timeUs;

        public Chain(string steps, bool write = true)
        {
            var errors = new List<StepError>();
            using var json = JsonDocument.Parse(steps.Replace("}]", "},{\"type\":\"end\"}]", StringComparison.Ordinal));
            var catalog = new StepCatalog(new StepKind("end", StepFlow.Windows, StepFlow.Rows, _ => _ => new End(write ? _output : null)));
            var plan = catalog.Bind(json.RootElement, "steps", errors) ?? throw new ArgumentException(string.Join('\n', errors));
            _first = plan.Build(new StepContext("pipeline", "source", "device", _ => { }), new Emit(_ => { }))[0];
        }

        public string Output => _output.ToString();

        public void Push(byte[]? text)
        {
            _batch.Clear();
            int row = _batch.AddRow(++_timeUs);
            if (text is not null) _batch.SetBlob(row, Blob.Copy(text));
            _first.Process(_batch);
        }

        public void Dispose() => _batch.Release();
    }

    private sealed class End(StringBuilder? output) : Step
    {
        public override void Process(ReadingBatch batch) => throw new StepException("takes windows");

        public override void Process(WindowFrame window)
        {
            if (output is null) return;
            var channels = window.Newest.Channels;
            output.Append(window.Newest.TimesUs[window.Row]);
            for (int c = 0; c < channels.Count; c++) output.Append(c == 0 ? " " : " | ").Append(channels[c]).Append('=').AppendJoin(' ', window.Channel(c).ToArray());
            output.Append('\n');
        }
    }
}
