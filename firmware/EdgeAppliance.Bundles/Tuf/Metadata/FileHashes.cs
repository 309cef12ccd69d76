using System.Security.Cryptography;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Hashes that metadata tells of a file.</summary>
internal static class FileHashes
{
    public const string Sha256 = "sha256";
    public const string Sha512 = "sha512";
    private const int Sha256Bytes = 32;
    private const int Sha512Bytes = 64;
    private const int HashesMax = 8;

    /// <exception cref="TufException">None of an algorithm that is known is there.</exception>
    public static Dictionary<string, byte[]> Read(MetaNode node)
    {
        var hashes = new Dictionary<string, byte[]>();
        foreach (var (algorithm, value) in node.Members())
        {
            if (hashes.Count == HashesMax) throw node.Malformed($"holds more than {HashesMax} hashes");
            hashes[algorithm] = value.Hex();
        }
        if (Known(hashes) is null) throw node.Malformed("holds no hash that is known, sha256 or sha512");
        return hashes;
    }

    /// <summary>The strongest that is known.</summary>
    public static (HashAlgorithmName Algorithm, byte[] Value)? Known(IReadOnlyDictionary<string, byte[]> hashes)
    {
        if (hashes.TryGetValue(Sha512, out byte[]? longer) && longer.Length == Sha512Bytes) return (HashAlgorithmName.SHA512, longer);
        if (hashes.TryGetValue(Sha256, out byte[]? shorter) && shorter.Length == Sha256Bytes) return (HashAlgorithmName.SHA256, shorter);
        return null;
    }

    /// <summary>True where every hash that is known is right.</summary>
    public static bool AreOf(ReadOnlySpan<byte> bytes, IReadOnlyDictionary<string, byte[]> hashes)
    {
        if (hashes.TryGetValue(Sha512, out byte[]? longer) && !SHA512.HashData(bytes).AsSpan().SequenceEqual(longer)) return false;
        return !hashes.TryGetValue(Sha256, out byte[]? shorter) || SHA256.HashData(bytes).AsSpan().SequenceEqual(shorter);
    }
}
