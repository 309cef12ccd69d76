using System.Globalization;
using System.Text.Json;
using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Bundles.Hawkbit;

/// <summary>Reads what a server of hawkBit's Direct Device Integration API, version 1, sends. All of it may be hostile: depth, counts and
/// lengths are limited, and members that are not known are passed over.</summary>
public static class DdiReader
{
    /// <summary>Of a poll or a cancellation.</summary>
    public const int PollBytesMax = 64 << 10;

    public const int DeploymentBytesMax = 1 << 20;
    public const int ChunksMax = 32;
    public const int ArtifactsMax = 64;
    public const int TextMax = 256;
    private const int AddressMax = 2048;
    private const int IdMax = 64;
    private const int RevisionMax = 32;
    private const int DepthMax = 16;
    private const int Sha256Digits = 64;

    /// <exception cref="TufException">It is no such answer.</exception>
    public static DdiPoll Poll(ReadOnlyMemory<byte> json) => Read(json, "poll", root => new DdiPoll
    {
        Sleep = root.Find("config")?.Find("polling")?.Find("sleep") is { } sleep ? Duration(sleep) : null,
        Deployment = Link(root, "deploymentBase"),
        Cancel = Link(root, "cancelAction"),
        Confirmation = Link(root, "confirmationBase"),
        WantsAttributes = root.Find("_links")?.Find("configData") is not null,
    });

    /// <param name="prefersPlain">Of two addresses of a file, take the one without TLS: where the server itself is asked so, the other may lead nowhere.</param>
    /// <param name="server">What relative addresses are relative to.</param>
    /// <exception cref="TufException">It is no such answer.</exception>
    public static DdiDeployment Deployment(ReadOnlyMemory<byte> json, Uri server, bool prefersPlain) => Read(json, "deployment", root =>
    {
        var deployment = root.Find("deployment") ?? root["confirmation"];
        return new DdiDeployment(
            Id(root["id"]),
            Handling(deployment.Find("download")),
            Handling(deployment.Find("update")),
            deployment.Find("maintenanceWindow") is { Element.ValueKind: JsonValueKind.String },
            List(deployment.Find("chunks"), ChunksMax, chunk => Chunk(chunk, server, prefersPlain)));
    });

    /// <returns>The action that is to be stopped.</returns>
    /// <exception cref="TufException">It is no such answer.</exception>
    public static string Cancel(ReadOnlyMemory<byte> json) => Read(json, "cancel", root => Id(root["cancelAction"]["stopId"]));

    private static T Read<T>(ReadOnlyMemory<byte> json, string name, Func<MetaNode, T> read)
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = DepthMax });
            return read(new MetaNode(document.RootElement, name));
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TufException(TufFailure.Malformed, $"What hawkBit sent is no {name}: {e.Message}", e);
        }
    }

    private static DdiLink? Link(MetaNode root, string name)
    {
        if (root.Find("_links")?.Find(name) is not { } link) return null;
        var href = link["href"];
        string text = Text(href, AddressMax);
        // The last part of the path, whatever stands before it.
        int query = text.IndexOf('?', StringComparison.Ordinal);
        string path = query < 0 ? text : text[..query];
        string id = path[(path.LastIndexOf('/') + 1)..];
        return IsId(id) ? new DdiLink(id, query < 0 ? "" : Revision(text[query..])) : throw href.Malformed("names no action");
    }

    private static string Revision(string query)
    {
        if (!query.StartsWith("?c=", StringComparison.Ordinal) || query.Length > RevisionMax) return "";
        return query.AsSpan(3).ContainsAnyExcept("-0123456789") ? "" : query;
    }

    private static TimeSpan Duration(MetaNode node)
    {
        if (TimeSpan.TryParseExact(Text(node, TextMax), @"hh\:mm\:ss", CultureInfo.InvariantCulture, out var sleep)) return sleep;
        throw node.Malformed("is no time, as 00:05:00");
    }

    /// <summary>What is not said, or in a word that is not known, is not done.</summary>
    private static DdiHandling Handling(MetaNode? node) => node is { Element.ValueKind: JsonValueKind.String } text ? Text(text, TextMax) switch
    {
        "attempt" => DdiHandling.Attempt,
        "forced" => DdiHandling.Forced,
        _ => DdiHandling.Skip,
    } : DdiHandling.Skip;

    private static DdiChunk Chunk(MetaNode node, Uri server, bool prefersPlain) => new(
        Text(node["name"], TextMax),
        Text(node["version"], TextMax),
        List(node.Find("artifacts"), ArtifactsMax, artifact => Artifact(artifact, server, prefersPlain)));

    private static DdiArtifact Artifact(MetaNode node, Uri server, bool prefersPlain)
    {
        var links = node["_links"];
        var (first, second) = prefersPlain ? ("download-http", "download") : ("download", "download-http");
        var link = links.Find(first) ?? links.Find(second) ?? throw links.Malformed("has no address to fetch it from");
        return new DdiArtifact(
            Text(node["filename"], TextMax),
            node["size"].Integer(0, long.MaxValue),
            node.Find("hashes")?.Find("sha256") is { Element.ValueKind: JsonValueKind.String } hash ? Hash(hash) : null,
            Address(link["href"], server));
    }

    private static string Hash(MetaNode node)
    {
        string digits = Text(node, Sha256Digits);
        return digits.Length == Sha256Digits && digits.All(char.IsAsciiHexDigit) ? digits.ToLowerInvariant() : throw node.Malformed("is no SHA-256");
    }

    private static Uri Address(MetaNode node, Uri server)
    {
        if (Uri.TryCreate(server, Text(node, AddressMax), out var address) && address.Scheme is "https" or "http" && address is { UserInfo.Length: 0 } && address.Host.Length > 0) return address;
        throw node.Malformed("is no address of a file");
    }

    private static List<T> List<T>(MetaNode? node, int most, Func<MetaNode, T> read)
    {
        var list = new List<T>();
        if (node is not { Element.ValueKind: not JsonValueKind.Null } some) return list;
        foreach (var item in some.Items())
        {
            if (list.Count == most) throw some.Malformed($"holds more than {most}");
            list.Add(read(item));
        }
        return list;
    }

    private static string Text(MetaNode node, int most)
    {
        string text = node.Text();
        return text.Length <= most ? text : throw node.Malformed($"is longer than {most} characters");
    }

    /// <summary>Some servers write ids as numbers.</summary>
    private static string Id(MetaNode node)
    {
        string text = node.Element.ValueKind == JsonValueKind.Number ? node.Element.GetRawText() : node.Text();
        return IsId(text) ? text : throw node.Malformed("is no id of an action");
    }

    private static bool IsId(string text) =>
        text.Length is > 0 and <= IdMax && text[0] != '.' && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.');
}
