using System.Diagnostics;
using System.Security.Cryptography;
using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Edgectl.Repo.Signers;

/// <summary>A P-256 key in a PKCS #11 token, reached by OpenSC's <c>pkcs11-tool</c>: the token's library stays out of this process. The token
/// is given the digest and signs by CKM_ECDSA, which every one that has such keys knows.</summary>
internal static class Pkcs11Tool
{
    private const string Program = "pkcs11-tool";
    private const string PinVariable = "EDGECTL_PKCS11_PIN";

    /// <exception cref="IOException">The tool, the token, the key or the PIN is not there.</exception>
    public static CommandSigner Signer(Pkcs11Uri uri)
    {
        // Every user of the machine sees a program's arguments, and none but its own its environment.
        var environment = new Dictionary<string, string>();
        string[] login = [];
        if (uri.PinFile is { } file)
        {
            environment[PinVariable] = File.ReadLines(file).FirstOrDefault() ?? "";
            login = ["--login", "--pin", $"env:{PinVariable}"];
        }
        string[] key = ["--module", uri.Module, "--token-label", uri.Token, .. uri.Object is { } name ? ["--label", name] : Array.Empty<string>(), .. uri.IdHex is { } id ? ["--id", id] : Array.Empty<string>()];
        var known = ReadPublic(key, uri);
        return new CommandSigner(known, Program, [.. key, .. login, "--sign", "--mechanism", "ECDSA"]) { Environment = environment, Given = message => SHA256.HashData(message) };
    }

    private static TufKey ReadPublic(string[] key, Pkcs11Uri uri)
    {
        byte[] der = CommandSigner.Ask(new ProcessStartInfo(Program, [.. key, "--read-object", "--type", "pubkey"]), []).GetAwaiter().GetResult();
        string pem = der.Length == 0 ? "" : PemEncoding.WriteString("PUBLIC KEY", der);
        return PublicKeyPem.TryRead(pem) ?? throw new IOException($"the token '{uri.Token}' has no public key of ECDSA P-256 '{uri.Object ?? uri.IdHex}'");
    }
}
