using System.Security.Cryptography;

namespace EdgeAppliance.Bundles.Tuf.Sources.Oci;

/// <summary>Says which bytes something is (OCI image specification 1.1, "descriptor").</summary>
/// <param name="Digest">As <c>sha256:…</c>.</param>
/// <param name="Size">In bytes.</param>
public sealed record OciDescriptor(string MediaType, string Digest, long Size)
{
    private const string Sha256 = "sha256:";

    /// <summary>Of what it leads to, where that is a manifest.</summary>
    public string? ArtifactType { get; init; }

    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    /// <summary>What a file is called.</summary>
    public string? Title => Annotations.GetValueOrDefault(OciTypes.Title);

    public static string DigestOf(ReadOnlySpan<byte> bytes) => Sha256 + Convert.ToHexStringLower(SHA256.HashData(bytes));

    public static bool IsDigest(string text) =>
        text.StartsWith(Sha256, StringComparison.Ordinal) && text.Length == Sha256.Length + 2 * SHA256.HashSizeInBytes && !text.AsSpan(Sha256.Length).ContainsAnyExcept("0123456789abcdef");

    /// <summary>The tag that referrers of a manifest are listed under, in registries that know no referrers.</summary>
    public static string FallbackTag(string digest) => digest.Replace(':', '-');
}
