using System.Text.Json;
using EdgeAppliance.Core.Steps.Text;
using EdgeAppliance.Tests.Inference;

namespace EdgeAppliance.Tests.Core.Steps.Text;

/// <summary>The small vocabularies beside the tests, and a text with the numbers that another implementation gives it by each of them.</summary>
internal sealed record TokenizerCase(string Text, Dictionary<string, int[]> Expected)
{
    private static readonly string s_folder = Path.Combine(TestModels.Root, "tests/EdgeAppliance.Tests/Core/Steps/Text/golden");

    public static string PathOf(string file) => Path.Combine(s_folder, file);

    public static List<TokenizerCase> Read()
    {
        using var json = JsonDocument.Parse(File.ReadAllBytes(PathOf("cases.json")));
        return [.. json.RootElement.EnumerateArray().Select(Of)];
    }

    /// <summary>The kinds as they are published: plain vocabularies of BERT and GPT-2, and <c>tokenizer.json</c> of both.</summary>
    public static TokenizerModel Model(string kind) => TokenizerFile.Read(kind switch
    {
        "uncased" => new TokenizerFileOptions(PathOf("vocab.txt"), null),
        "gpt2" => new TokenizerFileOptions(PathOf("vocab.json"), PathOf("merges.txt")),
        _ => new TokenizerFileOptions(PathOf(kind + ".tokenizer.json"), null),
    });

    private static TokenizerCase Of(JsonElement item) => new(item.GetProperty("text").GetString()!,
        item.EnumerateObject().Where(member => member.Name != "text").ToDictionary(member => member.Name, member => member.Value.EnumerateArray().Select(number => number.GetInt32()).ToArray()));
}
