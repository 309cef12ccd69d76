using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Edgectl.Repo.Signers;

/// <summary>A signer on the command line.</summary>
internal static class SignerText
{
    /// <exception cref="InvalidDataException">It is none.</exception>
    /// <exception cref="IOException">The public key's file cannot be read, or the token cannot be used.</exception>
    public static TufSigner Parse(string text)
    {
        if (text.StartsWith(Pkcs11Uri.Scheme, StringComparison.Ordinal)) return Pkcs11Tool.Signer(Pkcs11Uri.Parse(text));
        if (text.Split('=', 2) is not [{ Length: > 0 } file, { Length: > 0 } command]) throw new InvalidDataException($"'{text}' is no signer; one is written as 'PUBLIC.pem=COMMAND' or as a pkcs11: URI");
        return new CommandSigner(PublicKey(file), "/bin/sh", ["-c", command]);
    }

    /// <exception cref="InvalidDataException">It is no key.</exception>
    public static TufKey PublicKey(string file) =>
        PublicKeyPem.TryRead(File.ReadAllText(file)) ?? throw new InvalidDataException($"'{file}' is no public key of ECDSA P-256 or ML-DSA-65 in PEM");
}
