using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Reads what texts are cut by: <c>vocab.txt</c> with a piece a line, as BERT is published with; <c>vocab.json</c> with <c>merges.txt</c> beside
/// it, as GPT-2 is; or <c>tokenizer.json</c> of Hugging Face's tokenizers, which has all in one.</summary>
internal static class TokenizerFile
{
    private const int BytesMax = 64 << 20;

    // A name twice is read as its last, as everywhere where these files are made.
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32 };

    /// <exception cref="InvalidDataException">It cannot be read, or is of a kind that is not known here; the message says which file, and why.</exception>
    public static TokenizerModel Read(TokenizerFileOptions options)
    {
        byte[] bytes = Bytes(options.Vocabulary);
        if (!options.Vocabulary.EndsWith(".json", StringComparison.Ordinal)) return PlainVocabulary.WordPiece(Lines(bytes), options);
        try
        {
            using var document = JsonDocument.Parse(bytes, Json);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new InvalidDataException("is no JSON object");
            if (root.TryGetProperty("model", out var model) && model.ValueKind == JsonValueKind.Object) return new TokenizerJson(root, model, options).Read();
            if (options.Merges is null) throw new InvalidDataException("is a vocabulary of byte pairs, which needs merges beside it");
            return PlainVocabulary.BytePairs(JsonVocabulary.Read(root), MergeList.Parse(Lines(Bytes(options.Merges))), options);
        }
        catch (JsonException e)
        {
            throw new InvalidDataException($"is not JSON that can be read, at line {e.LineNumber + 1}", e);
        }
        catch (InvalidOperationException e)
        {
            throw new InvalidDataException("holds a text that is not valid Unicode", e);
        }
    }

    private static string[] Lines(byte[] bytes)
    {
        string text = Encoding.UTF8.GetString(bytes).TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
        return text.EndsWith('\n') ? text[..^1].Split('\n') : text.Split('\n');
    }

    private static byte[] Bytes(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read);
            if (stream.Length > BytesMax) throw new InvalidDataException($"{path} has {stream.Length} bytes; the limit is {BytesMax}");
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException or ArgumentException)
        {
            throw new InvalidDataException($"{path} cannot be read: {e.Message}", e);
        }
    }
}
