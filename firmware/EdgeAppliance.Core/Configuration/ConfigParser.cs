using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace EdgeAppliance.Core.Configuration;

/// <summary>Reads JSON with comments and trailing commas into nodes that know their line and path.</summary>
internal ref struct ConfigParser
{
    public const int BytesMax = 1 << 20;
    private const int DepthMax = 32;
    private const int KeyLengthMax = 128;

    private readonly ReadOnlySpan<byte> _json;
    private readonly ConfigErrors _errors;
    private Utf8JsonReader _reader;
    private int _line;
    private int _countedTo;

    private ConfigParser(ReadOnlySpan<byte> json, ConfigErrors errors)
    {
        _json = json;
        _errors = errors;
        _line = 1;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions
        {
            CommentHandling = JsonCommentHandling.Skip,
            AllowTrailingCommas = true,
            MaxDepth = DepthMax,
        });
    }

    /// <returns>The file's value, or null where it is no JSON; then the errors say why.</returns>
    public static ConfigNode? Parse(ReadOnlySpan<byte> json, ConfigErrors errors)
    {
        if (json.Length > BytesMax) return Refuse(errors, 1, $"the file has {json.Length} bytes, and at most {BytesMax} are taken");
        if (json.StartsWith(Encoding.UTF8.Preamble)) json = json[Encoding.UTF8.Preamble.Length..];
        if (!Utf8.IsValid(json)) return Refuse(errors, 1, "the file is not UTF-8 text");
        var parser = new ConfigParser(json, errors);
        try
        {
            parser._reader.Read();
            var root = parser.ReadValue(null, "");
            parser._reader.Read();
            return root;
        }
        catch (JsonException wrong)
        {
            return Refuse(errors, (int)(wrong.LineNumber ?? 0) + 1, "not JSON: " + Shorten(wrong.Message));
        }
        catch (InvalidOperationException)
        {
            // The reader's answer to an escape such as \ud800 that is half of a character.
            return Refuse(errors, parser.Line(), "not JSON: an escape is half of a character");
        }
    }

    private static ConfigNode? Refuse(ConfigErrors errors, int line, string text)
    {
        errors.Add(line, "", text);
        return null;
    }

    /// <summary>The exception ends with its own count of lines, from 0, which would contradict ours.</summary>
    private static string Shorten(string message)
    {
        int end = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        if (end > 0) message = message[..end];
        return message.Replace(" Change the reader options.", "", StringComparison.Ordinal);
    }

    private ConfigNode ReadValue(ConfigNode? parent, string key)
    {
        int line = Line();
        switch (_reader.TokenType)
        {
            case JsonTokenType.StartObject: return ReadObject(new ConfigNode(ConfigKind.Object, parent, key, line));
            case JsonTokenType.StartArray: return ReadList(new ConfigNode(ConfigKind.List, parent, key, line));
            case JsonTokenType.String: return new ConfigNode(ConfigKind.Text, parent, key, line) { Text = _reader.GetString()! };
            case JsonTokenType.Null: return new ConfigNode(ConfigKind.Null, parent, key, line);
            default:
                var kind = _reader.TokenType == JsonTokenType.Number ? ConfigKind.Number : ConfigKind.Boolean;
                return new ConfigNode(kind, parent, key, line) { Text = Encoding.UTF8.GetString(_reader.ValueSpan) };
        }
    }

    private ConfigNode ReadObject(ConfigNode node)
    {
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            string key = _reader.GetString()!;
            int keyLine = Line();
            if (key.Length > KeyLengthMax)
            {
                _errors.Add(keyLine, node.Path, $"has a key of {key.Length} characters, and at most {KeyLengthMax} are taken");
                key = key[..KeyLengthMax];
            }
            _reader.Read();
            var value = ReadValue(node, key);
            if (!node.Members.TryAdd(key, value)) _errors.Add(keyLine, value.Path, "stands twice");
        }
        return node;
    }

    private ConfigNode ReadList(ConfigNode node)
    {
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray) node.Items.Add(ReadValue(node, $"[{node.Items.Count}]"));
        return node;
    }

    /// <summary>The line of the reader's token; counts on from the last one asked for.</summary>
    private int Line()
    {
        int at = (int)_reader.TokenStartIndex;
        _line += _json[_countedTo..at].Count((byte)'\n');
        _countedTo = at;
        return _line;
    }
}
