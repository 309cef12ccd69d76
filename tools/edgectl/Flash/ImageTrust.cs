using System.Security.Cryptography;
using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Edgectl.Flash;

/// <summary>Holds an image's file against what lies beside it: <c>FILE.sha256</c>, as <c>sha256sum</c> writes it, and <c>FILE.sig</c>, a signature over the whole file by an ECDSA
/// P-256 key (DER) or an ML-DSA-65 key, whose public part is given in PEM.</summary>
internal static class ImageTrust
{
    private const long SignedBytesMax = 1L << 30;
    private const int SmallFileMax = 64 << 10;

    /// <exception cref="InvalidDataException">The checksum is another, or missing.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void CheckSum(string image)
    {
        string file = image + ".sha256";
        if (!File.Exists(file)) throw new InvalidDataException($"there is no {file} to check the image against; --no-checksum goes without");
        string wanted = Text(file).Split(' ', '\n')[0].Trim().ToLowerInvariant();
        using var content = File.OpenRead(image);
        string found = Convert.ToHexStringLower(SHA256.HashData(content));
        if (found != wanted) throw new InvalidDataException($"the image is damaged: its SHA-256 is {found}, and {file} says {wanted}");
    }

    /// <param name="keyFile">The signer's public key.</param>
    /// <exception cref="InvalidDataException">It is not signed by that key.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static void CheckSignature(string image, string keyFile)
    {
        var key = PublicKeyPem.TryRead(Text(keyFile)) ?? throw new InvalidDataException($"{keyFile} is no public key, ECDSA P-256 or ML-DSA-65, in PEM");
        string signature = image + ".sig";
        if (!File.Exists(signature)) throw new InvalidDataException($"the image is not signed: there is no {signature}");
        if (new FileInfo(image).Length > SignedBytesMax) throw new InvalidDataException($"the image has more than {SignedBytesMax} bytes, which is more than is checked");
        if (!key.Verifies(File.ReadAllBytes(image), File.ReadAllBytes(signature))) throw new InvalidDataException($"the image is not signed by {keyFile}: do not use it");
    }

    private static string Text(string file) =>
        new FileInfo(file).Length <= SmallFileMax ? File.ReadAllText(file) : throw new InvalidDataException($"{file} has more than {SmallFileMax} bytes");
}
