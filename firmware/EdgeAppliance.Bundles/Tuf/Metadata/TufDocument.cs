using System.Text.Json;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>A metadata file as it came: signatures, and what they sign. Nothing in it is trusted yet.</summary>
public sealed class TufDocument
{
    private const int DepthMax = 32;
    private const int SignaturesMax = 256;
    private const int KnownMajorVersion = 1;

    private TufDocument(byte[] bytes, JsonElement signed, byte[] signedBytes, IReadOnlyList<TufSignature> signatures) =>
        (Bytes, Signed, SignedBytes, Signatures) = (bytes, signed, signedBytes, signatures);

    /// <summary>The whole file.</summary>
    public byte[] Bytes { get; }

    public JsonElement Signed { get; }

    /// <summary>The canonical form, which is what is signed.</summary>
    public byte[] SignedBytes { get; }

    public IReadOnlyList<TufSignature> Signatures { get; }

    /// <param name="role">Whose metadata it must be: <c>root</c>, <c>timestamp</c>, <c>snapshot</c> or <c>targets</c>.</param>
    /// <exception cref="TufException">It is no metadata, or another role's.</exception>
    public static TufDocument Parse(byte[] bytes, string role)
    {
        var node = new MetaNode(Read(bytes), role);
        var signed = node["signed"];
        string type = signed["_type"].Text();
        if (type != role) throw new TufException(TufFailure.WrongRole, $"Where {role} belongs stands metadata of the role '{type}'.");
        CheckSpecification(signed["spec_version"].Text());
        return new TufDocument(bytes, signed.Element, Canonical(signed), ReadSignatures(node["signatures"]));
    }

    private static JsonElement Read(byte[] bytes)
    {
        try
        {
            using var json = JsonDocument.Parse(bytes, new JsonDocumentOptions { MaxDepth = DepthMax, AllowDuplicateProperties = false });
            return json.RootElement.Clone();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new TufException(TufFailure.Malformed, $"Metadata is not JSON: {e.Message}", e);
        }
    }

    /// <summary>A minor version that is not known only adds what may be passed over.</summary>
    private static void CheckSpecification(string version)
    {
        int dot = version.IndexOf('.', StringComparison.Ordinal);
        if (dot <= 0 || !int.TryParse(version.AsSpan(0, dot), out int major) || major != KnownMajorVersion)
            throw new TufException(TufFailure.UnknownSpecification, $"Metadata is of version '{version}' of the specification; {KnownMajorVersion}.x is known.");
    }

    private static byte[] Canonical(MetaNode signed)
    {
        try
        {
            return CanonicalJson.Of(signed.Element);
        }
        // The reader finds bytes that are no UTF-8, and escaped halves of characters, only when a text is asked for.
        catch (Exception e) when (e is FormatException or InvalidOperationException)
        {
            throw signed.Malformed($"cannot be signed: {e.Message}");
        }
    }

    private static List<TufSignature> ReadSignatures(MetaNode node)
    {
        var signatures = new List<TufSignature>();
        foreach (var item in node.Items())
        {
            if (signatures.Count == SignaturesMax) throw node.Malformed($"holds more than {SignaturesMax} signatures");
            signatures.Add(new TufSignature(item["keyid"].Text(), item["sig"].Hex()));
        }
        return signatures;
    }
}
