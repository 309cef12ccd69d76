using System.Buffers;
using System.Text.Json;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Daemon.Http.Tokens;

/// <summary>
/// The file <c>tokens.json</c> in the state directory, readable by the daemon's user alone:
/// <code>{"version":1,"tokens":[{"name":"first","scope":"admin","sha256":"64 hex digits","created":"2026-01-02T03:04:05+00:00"}]}</code>
/// </summary>
internal static class TokenFile
{
    public const int TokensMax = 1000;
    private const int Version = 1;
    private const int BytesMax = 1 << 20;

    /// <returns>Null where there is no file yet.</returns>
    /// <exception cref="InvalidDataException">The file is damaged: it is never taken for an empty one, which would make a new first token.</exception>
    public static List<StoredToken>? Read(string path)
    {
        if (!File.Exists(path)) return null;
        if (new FileInfo(path).Length > BytesMax) throw Damaged(path, $"it is larger than {BytesMax} bytes");
        try
        {
            using var document = JsonDocument.Parse(File.ReadAllBytes(path));
            return ReadAll(document.RootElement);
        }
        catch (Exception e) when (e is JsonException or FormatException or InvalidOperationException or KeyNotFoundException)
        {
            throw Damaged(path, e.Message);
        }
    }

    public static void Write(string path, IReadOnlyList<StoredToken> tokens)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteStartArray("tokens");
            foreach (var token in tokens) WriteOne(json, token);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        DurableFile.Replace(path, buffer.WrittenSpan);
    }

    private static List<StoredToken> ReadAll(JsonElement root)
    {
        if (root.GetProperty("version").GetInt32() != Version) throw new FormatException($"its version is not {Version}");
        var tokens = new List<StoredToken>();
        foreach (var entry in root.GetProperty("tokens").EnumerateArray()) tokens.Add(ReadOne(entry));
        return tokens;
    }

    private static StoredToken ReadOne(JsonElement entry)
    {
        byte[] hash = Convert.FromHexString(Text(entry, "sha256"));
        if (hash.Length != 32) throw new FormatException("a hash has not 32 bytes");
        return new StoredToken(Text(entry, "name"), ScopeNames.Parse(Text(entry, "scope")), hash, entry.GetProperty("created").GetDateTimeOffset());
    }

    private static void WriteOne(Utf8JsonWriter json, StoredToken token)
    {
        json.WriteStartObject();
        json.WriteString("name", token.Name);
        json.WriteString("scope", ScopeNames.Of(token.Scope));
        json.WriteString("sha256", Convert.ToHexStringLower(token.Sha256));
        json.WriteString("created", token.Created);
        json.WriteEndObject();
    }

    private static string Text(JsonElement entry, string key) =>
        entry.GetProperty(key).GetString() ?? throw new FormatException($"'{key}' is null");

    private static InvalidDataException Damaged(string path, string why) =>
        new($"The tokens in '{path}' cannot be read: {why}. Restore the file, or remove it to have a new first token made.");
}
