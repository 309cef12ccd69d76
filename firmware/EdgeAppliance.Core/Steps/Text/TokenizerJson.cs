using System.Text.Json;

namespace EdgeAppliance.Core.Steps.Text;

/// <summary>Reads <c>tokenizer.json</c>: WordPiece with BERT's normalizer and pre-tokenizer, and BPE with the byte-level pre-tokenizer. What it asks for
/// beyond that is refused rather than done otherwise. How long texts become is the configuration's business: <c>truncation</c> and <c>padding</c> are passed over.</summary>
internal sealed class TokenizerJson
{
    private readonly JsonElement _root;
    private readonly JsonElement _model;
    private readonly TokenizerFileOptions _options;
    private readonly Dictionary<string, int> _numbers;

    public TokenizerJson(JsonElement root, JsonElement model, TokenizerFileOptions options)
    {
        (_root, _model, _options) = (root, model, options);
        if (options.Merges is not null || options.Lowercase is not null || options.AddsSpace is not null)
            throw new InvalidDataException("says itself what merges, lowercase and space would say");
        _numbers = JsonVocabulary.Read(Member(model, "vocab"));
        if (Member(root, "added_tokens") is { ValueKind: JsonValueKind.Array } added)
        {
            foreach (var token in added.EnumerateArray())
                if (Text(token, "content") is { } content && Whole(token, "id") is { } id) _numbers[content] = id;
        }
    }

    public TokenizerModel Read()
    {
        string? type = Text(_model, "type") ?? (Member(_model, "merges").ValueKind == JsonValueKind.Array ? "BPE" : null);
        return type switch
        {
            "WordPiece" => WordPiece(),
            "BPE" => BytePairs(),
            _ => throw new InvalidDataException($"is of the model {type ?? "(none)"}; known are WordPiece and BPE"),
        };
    }

    private WordPieceModel WordPiece()
    {
        var normalizer = Part("normalizer", "BertNormalizer", mayLack: true);
        Part("pre_tokenizer", "BertPreTokenizer", mayLack: false);
        var vocabulary = new Vocabulary(_numbers);
        var (begin, end) = Specials(vocabulary, "[CLS]", "[SEP]");
        string unknown = Text(_model, "unk_token") ?? "[UNK]";
        bool isPlain = normalizer.ValueKind != JsonValueKind.Object;
        bool lowercase = !isPlain && Flag(normalizer, "lowercase", true);
        return new WordPieceModel(vocabulary, PlainVocabulary.Special(vocabulary, unknown, "")!.Value, begin, end, Padding(vocabulary, "[PAD]"))
        {
            Lowercase = lowercase,
            StripAccents = !isPlain && Flag(normalizer, "strip_accents", lowercase),
            Clean = !isPlain && Flag(normalizer, "clean_text", true),
            SeparateIdeographs = !isPlain && Flag(normalizer, "handle_chinese_chars", true),
            Continuing = Text(_model, "continuing_subword_prefix") ?? "##",
            WordRunesMax = Math.Clamp(Whole(_model, "max_input_chars_per_word") ?? 100, 1, 10_000),
        };
    }

    private BytePairModel BytePairs()
    {
        foreach (string key in (string[])["continuing_subword_prefix", "end_of_word_suffix"])
            if (!string.IsNullOrEmpty(Text(_model, key))) throw new InvalidDataException($"has a model with {key}, which is not known here");
        if (Flag(_model, "byte_fallback", false) || Flag(_model, "ignore_merges", false)) throw new InvalidDataException("has a model with byte_fallback or ignore_merges, which are not known here");
        if (Member(_root, "normalizer").ValueKind == JsonValueKind.Object) throw new InvalidDataException("has a normalizer, which is not known here for byte pairs");
        var words = Part("pre_tokenizer", "ByteLevel", mayLack: false);
        if (!Flag(words, "use_regex", true)) throw new InvalidDataException("has a pre_tokenizer that cuts no words, which is not known here");
        var vocabulary = new Vocabulary(_numbers);
        var (begin, end) = Specials(vocabulary, "<s>", "</s>");
        return PlainVocabulary.BytePairs(vocabulary, Merges(), begin, end, Padding(vocabulary, "<pad>")) with { AddsSpace = Flag(words, "add_prefix_space", true) };
    }

    private List<(string Left, string Right)> Merges()
    {
        var merges = new List<(string, string)>();
        if (Member(_model, "merges") is not { ValueKind: JsonValueKind.Array } list) throw new InvalidDataException("has no merges");
        foreach (var item in list.EnumerateArray())
        {
            bool isList = item.ValueKind == JsonValueKind.Array && item.GetArrayLength() == 2 && item[0].ValueKind == JsonValueKind.String && item[1].ValueKind == JsonValueKind.String;
            var pair = isList ? (item[0].GetString()!, item[1].GetString()!) : item.ValueKind == JsonValueKind.String ? MergeList.Parse(item.GetString()!) : null;
            merges.Add(pair ?? throw new InvalidDataException($"has merges of which the one at {merges.Count} is no pair of pieces"));
        }
        return merges;
    }

    /// <summary>What stands before and behind a single text, as the post-processor says.</summary>
    private (int? Begin, int? End) Specials(Vocabulary vocabulary, string begin, string end)
    {
        var processor = Member(_root, "post_processor");
        var (first, last) = Text(processor, "type") switch
        {
            null or "ByteLevel" => ((string?)null, (string?)null),
            "BertProcessing" or "RobertaProcessing" => (Named(processor, "cls") ?? begin, Named(processor, "sep") ?? end),
            "TemplateProcessing" => Template(processor),
            var other => throw new InvalidDataException($"has the post_processor {other}; known are BertProcessing, RobertaProcessing, TemplateProcessing and ByteLevel"),
        };
        return (Special(vocabulary, _options.Begin ?? first), Special(vocabulary, _options.End ?? last));
    }

    private static (string? Begin, string? End) Template(JsonElement processor)
    {
        string?[] parts = Member(processor, "single") is { ValueKind: JsonValueKind.Array } single
            ? [.. single.EnumerateArray().Select(part => Text(Member(part, "SpecialToken"), "id"))]
            : [];
        return parts switch
        {
            [null] => (null, null),
            [{ } begin, null] => (begin, null),
            [null, { } end] => (null, end),
            [{ } begin, null, { } end] => (begin, end),
            _ => throw new InvalidDataException("has a template with more than one piece before or behind a text, which is not known here"),
        };
    }

    private int Padding(Vocabulary vocabulary, string usual) => Special(vocabulary, _options.Padding) ?? Whole(Member(_root, "padding"), "pad_id") ?? vocabulary.Find(usual) ?? 0;

    private static int? Special(Vocabulary vocabulary, string? named) => named is null ? null : PlainVocabulary.Special(vocabulary, named, named);

    // [ piece, number ]
    private static string? Named(JsonElement processor, string key) =>
        Member(processor, key) is { ValueKind: JsonValueKind.Array } pair && pair.GetArrayLength() == 2 && pair[0].ValueKind == JsonValueKind.String ? pair[0].GetString() : null;

    private JsonElement Part(string key, string type, bool mayLack)
    {
        var part = Member(_root, key);
        if (mayLack && part.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null) return part;
        string? found = Text(part, "type");
        return found == type ? part : throw new InvalidDataException($"has the {key} {found ?? "(none)"}; with this model {type} alone is known here");
    }

    private static JsonElement Member(JsonElement element, string key) => element.ValueKind == JsonValueKind.Object && element.TryGetProperty(key, out var value) ? value : default;

    private static string? Text(JsonElement element, string key) => Member(element, key) is { ValueKind: JsonValueKind.String } text ? text.GetString() : null;

    private static int? Whole(JsonElement element, string key) => Member(element, key) is { ValueKind: JsonValueKind.Number } number && number.TryGetInt32(out int value) && value >= 0 ? value : null;

    private static bool Flag(JsonElement element, string key, bool usual) => Member(element, key).ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => usual,
    };
}
