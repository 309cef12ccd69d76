using System.Text;
using EdgeAppliance.Bundles;
using EdgeAppliance.Bundles.Packing;
using EdgeAppliance.Bundles.Signatures;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Tests.Daemon.Updates.Hawkbit;

/// <summary>A software module with its files.</summary>
internal sealed record DdiServerModule(string Name, string Version, IReadOnlyDictionary<string, byte[]> Files)
{
    public int Id { get; } = Interlocked.Increment(ref s_ids);

    /// <summary>What the server says of every file; null for what is true.</summary>
    public string? Sha256 { get; init; }

    private static int s_ids;

    /// <summary>As an operator makes one of a bundle's folder, with a signature beside the archive where somebody signs.</summary>
    public static DdiServerModule Of(string bundle, params TufSigner[] signers)
    {
        using var packed = new MemoryStream();
        var manifest = BundlePacker.Pack(bundle, packed);
        return Of(manifest.Name, manifest.Version, manifest.Kind, packed.ToArray(), signers);
    }

    /// <summary>Whatever is in the archive.</summary>
    public static DdiServerModule Of(string name, string version, BundleKind kind, byte[] bytes, params TufSigner[] signers)
    {
        string archive = $"{name}-{version}.tar";
        var files = new Dictionary<string, byte[]> { [archive] = bytes, ["README.md"] = Encoding.UTF8.GetBytes("What is in here.") };
        if (signers.Length > 0)
        {
            var file = new TargetFile(archive, bytes.Length, new Dictionary<string, byte[]> { ["sha256"] = System.Security.Cryptography.SHA256.HashData(bytes) }, default);
            files[archive + ArchiveSignature.Suffix] = new ArchiveSignature(name, version, kind, file).Sign(signers);
        }
        return new DdiServerModule(name, version, files);
    }
}
