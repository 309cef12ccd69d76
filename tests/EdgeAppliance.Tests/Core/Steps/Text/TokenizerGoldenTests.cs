using CsCheck;
using EdgeAppliance.Core.Steps.Text;

namespace EdgeAppliance.Tests.Core.Steps.Text;

/// <summary>Our numbers beside those of Hugging Face's tokenizers for JavaScript.</summary>
public sealed class TokenizerGoldenTests
{
    [Theory]
    [InlineData("uncased")]
    [InlineData("cased")]
    [InlineData("gpt2")]
    [InlineData("roberta")]
    public void Encode_GoldenTexts_GivesTheSameNumbers(string kind)
    {
        var model = TokenizerCase.Model(kind);
        var tokenizer = model.Tokenizer();
        var wrong = new List<string>();
        var cases = TokenizerCase.Read();
        foreach (var one in cases)
        {
            int[] numbers = Encode(tokenizer, model, one.Text);
            // A plain vocabulary of byte pairs with <s> is one of RoBERTa; these cases were made without.
            int[] expected = kind == "gpt2" ? [.. model.Begin is { } begin ? [begin] : (int[])[], .. one.Expected[kind], .. model.End is { } end ? [end] : (int[])[]] : one.Expected[kind];
            if (!numbers.SequenceEqual(expected)) wrong.Add($"{System.Text.Json.JsonSerializer.Serialize(one.Text)}: {string.Join(',', numbers)}, not {string.Join(',', expected)}");
        }
        Assert.True(cases.Count >= 90);
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData("uncased")]
    [InlineData("roberta")]
    public void Encode_AnyText_GivesNumbersOfTheVocabularyAndTheSameForLessRoom(string kind)
    {
        var tokenizer = TokenizerCase.Model(kind).Tokenizer();
        var whole = new int[4096];
        // Halves of surrogate pairs among them.
        Gen.Char.Array[0, 200].Sample(chars =>
        {
            int count = tokenizer.Encode(chars, whole);
            Assert.All(whole[..count], number => Assert.InRange(number, 0, 500));
            var part = new int[count / 2];
            Assert.Equal(part.Length, tokenizer.Encode(chars, part));
            Assert.Equal(whole[..part.Length], part);
        }, iter: 2_000, threads: 1);
    }

    [Fact]
    public void Encode_OneWordOfTheLongestText_TakesNoTime()
    {
        var model = TokenizerCase.Model("gpt2");
        var numbers = new int[1 << 16];
        string word = string.Concat(Enumerable.Repeat("restarting", 6_500));
        // Joined pair by pair over the whole word it would take some 10^9 steps.
        Assert.Equal(13_000, model.Tokenizer().Encode(word, numbers));
    }

    /// <summary>One long text of a device is no reason to keep megabytes for good.</summary>
    [Theory]
    [InlineData("gpt2")]
    [InlineData("roberta")]
    public void Encode_AfterALongText_KeepsRoomForAnUsualOne(string kind)
    {
        var tokenizer = (BytePairTokenizer)TokenizerCase.Model(kind).Tokenizer();
        var numbers = new int[16];
        Assert.Equal(numbers.Length, tokenizer.Encode(string.Concat(Enumerable.Repeat("水", 1 << 16)), numbers));
        Assert.InRange(tokenizer.BytesKept, 0, 256 << 10);
        Assert.Equal(numbers.Length, tokenizer.Encode(string.Concat(Enumerable.Repeat("pump restarting ", 1 << 12)), numbers));
        Assert.InRange(tokenizer.BytesKept, 1, 256 << 10);
    }

    private static int[] Encode(TextTokenizer tokenizer, TokenizerModel model, string text)
    {
        var room = new int[4096];
        int count = tokenizer.Encode(text, room);
        return [.. model.Begin is { } begin ? [begin] : (int[])[], .. room[..count], .. model.End is { } end ? [end] : (int[])[]];
    }
}
