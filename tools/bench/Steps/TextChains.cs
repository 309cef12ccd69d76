using System.Text;
using System.Text.Json;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps.Text;

namespace EdgeAppliance.Bench.Steps;

/// <summary>The <c>tokenize</c> step with vocabularies as large as published ones, and a text to give it.</summary>
internal sealed class TextChains : IDisposable
{
    /// <summary>So many fewer readings are measured than of other steps.</summary>
    public const int Slower = 16;

    private const string Letters = "abcdefghijklmnopqrstuvwxyz";
    private const string Sentence = "Pump 7 at the north hall runs hot, and its bearing is worn: température 81.5 °C. They\'ll restart it before noon!";

    private readonly string _folder = Directory.CreateTempSubdirectory("edge-bench-").FullName;

    public TextChains()
    {
        string[] parts = [.. Letters.Select(a => $"{a}"), .. Letters.SelectMany(a => Letters.Select(b => $"{a}{b}")), .. Letters.SelectMany(a => Letters.SelectMany(b => Letters.Select(c => $"{a}{b}{c}")))];
        File.WriteAllLines(PathOf("vocab.txt"), ["[PAD]", "[UNK]", "[CLS]", "[SEP]", .. ".,:!'°0123456789".Select(sign => sign.ToString()), .. parts, .. parts.Take(15_000).Select(part => "##" + part)]);
        string[] bytes = [.. Enumerable.Range(0, 256).Select(value => ByteLetters.Of((byte)value).ToString())];
        string[] joined = [.. parts.Where(part => part.Length > 1)];
        File.WriteAllText(PathOf("vocab.json"), $"{{{string.Join(',', bytes.Concat(joined).Select((piece, i) => $"\"{JsonEncodedText.Encode(piece)}\":{i}"))}}}");
        File.WriteAllLines(PathOf("merges.txt"), joined.Select(part => $"{part[..^1]} {part[^1]}"));
        All =
        [
            ("tokenize, WordPiece, 115 characters to 64 numbers", $$"""[{"type":"tokenize","vocabulary":"{{PathOf("vocab.txt")}}","length":64},{"type":"end"}]"""),
            ("tokenize, byte pairs, 115 characters to 64 numbers", $$"""[{"type":"tokenize","vocabulary":"{{PathOf("vocab.json")}}","merges":"{{PathOf("merges.txt")}}","length":64},{"type":"end"}]"""),
        ];
    }

    public (string Name, string Steps)[] All { get; }

    public Blob Text { get; } = Blob.Copy(Encoding.UTF8.GetBytes(Sentence));

    public void Dispose()
    {
        Text.Release();
        Directory.Delete(_folder, recursive: true);
    }

    private string PathOf(string file) => Path.Combine(_folder, file);
}
