using System.Security.Cryptography;
using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Edgectl.Repo;

/// <summary>Private keys in a folder, one a file: <c>ROLE-ecdsa.pem</c> and <c>ROLE-ml-dsa.pem</c>. Root's belong on a stick in a safe.</summary>
internal sealed class KeyFolder(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a key a scheme for a role; names that are taken get a number.</summary>
    /// <param name="withMlDsa">ML-DSA-65 beside ECDSA.</param>
    public IReadOnlyList<TufSigner> Generate(string role, bool withMlDsa)
    {
        Directory.CreateDirectory(path);
        var classic = EcdsaSigner.Generate();
        Write($"{role}-ecdsa", classic.ToPem());
        if (!withMlDsa) return [classic];
        var later = MlDsaSigner.Generate();
        Write($"{role}-ml-dsa", later.ToPem());
        return [classic, later];
    }

    /// <summary>Every key that is there.</summary>
    /// <exception cref="InvalidDataException">A file is no key.</exception>
    public IReadOnlyList<TufSigner> Load()
    {
        var signers = new List<TufSigner>();
        if (!Directory.Exists(path)) throw new InvalidDataException($"there is no folder of keys '{path}'");
        foreach (string file in Directory.EnumerateFiles(path, "*.pem").Order(StringComparer.Ordinal)) signers.Add(Read(file));
        return signers;
    }

    /// <exception cref="InvalidDataException">It is no key.</exception>
    public static TufSigner Read(string file)
    {
        string pem = File.ReadAllText(file);
        try
        {
            return EcdsaSigner.FromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // Then it is the other kind.
        }
        try
        {
            return MlDsaSigner.FromPem(pem);
        }
        catch (Exception e) when (e is CryptographicException or FormatException or IOException or ArgumentException)
        {
            throw new InvalidDataException($"'{file}' is neither an ECDSA P-256 nor an ML-DSA-65 key in PEM", e);
        }
    }

    private void Write(string name, string pem)
    {
        string file = Path.Combine(path, name + ".pem");
        for (int number = 2; File.Exists(file); number++) file = Path.Combine(path, $"{name}-{number}.pem");
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = OwnerOnly;
        using var stream = new StreamWriter(file, options);
        stream.Write(pem);
    }
}
