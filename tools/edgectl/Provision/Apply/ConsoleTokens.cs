using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using EdgeAppliance.Edgectl.Provision.Contract;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>Puts tokens into the daemon's <c>tokens.json</c>, whose format stands in its <c>TokenFile</c>: those of the same names are replaced.</summary>
internal static class ConsoleTokens
{
    /// <param name="current">Null where there is none.</param>
    /// <exception cref="IOException">What is there is damaged; it is never taken for an empty one.</exception>
    public static byte[] Put(byte[]? current, IReadOnlyList<ConsoleToken> tokens, DateTimeOffset now)
    {
        var file = Read(current);
        var all = file["tokens"]!.AsArray();
        foreach (var token in tokens)
        {
            for (int i = all.Count - 1; i >= 0; i--)
                if ((string?)all[i]?["name"] == token.Name) all.RemoveAt(i);
            all.Add((JsonNode)new JsonObject { ["name"] = token.Name, ["scope"] = token.Scope, ["sha256"] = token.Sha256, ["created"] = now.ToString("O", CultureInfo.InvariantCulture) });
        }
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes)) file.WriteTo(json);
        return bytes.WrittenSpan.ToArray();
    }

    private static JsonObject Read(byte[]? current)
    {
        if (current is null) return new JsonObject { ["version"] = 1, ["tokens"] = new JsonArray() };
        try
        {
            if (JsonNode.Parse(current) is JsonObject file && file["tokens"] is JsonArray && (int?)file["version"] == 1) return file;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            throw new IOException($"the tokens of the device cannot be read: {e.Message}", e);
        }
        throw new IOException("the tokens of the device cannot be read");
    }
}
