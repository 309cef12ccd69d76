using EdgeAppliance.Bundles.Tuf;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Repository;

namespace EdgeAppliance.Bundles.Signatures;

/// <summary>What stands beside an archive where no repository's metadata vouch for it: whose bundle it is, and signatures over that, in the form of The
/// Update Framework's metadata, but of a type of its own, so that neither can be taken for the other. Frozen format: <code>
/// { "signatures": [ { "keyid": "…", "sig": "hexadecimal digits" } ],
///   "signed": { "_type": "edge-bundle-archive", "spec_version": "1.0.31", "name": "pump-anomaly", "version": "3.1.0", "kind": "model",
///               "length": 4096, "hashes": { "sha256": "…" } } }</code>
/// Signed is the canonical form of <c>signed</c>.</summary>
/// <param name="Archive">Its name is the bundle's.</param>
public sealed record ArchiveSignature(string Name, string Version, BundleKind Kind, TargetFile Archive)
{
    public const int BytesMax = 64 << 10;

    /// <summary>Of the file beside the archive.</summary>
    public const string Suffix = ".sig";

    private const string Type = "edge-bundle-archive";

    private TufDocument? Document { get; init; }

    /// <exception cref="TufException">It is no such signature.</exception>
    public static ArchiveSignature Parse(byte[] bytes)
    {
        var document = TufDocument.Parse(bytes, Type);
        var signed = new MetaNode(document.Signed, "signed");
        string name = signed["name"].Text(), version = signed["version"].Text();
        if (!BundlePath.IsName(name)) throw signed["name"].Malformed("is no name of a bundle");
        if (!BundlePath.IsVersion(version)) throw signed["version"].Malformed("is no version");
        if (!BundleKinds.TryParse(signed["kind"].Text(), out var kind)) throw signed["kind"].Malformed("is no kind of bundle that is known");
        var archive = new TargetFile(name, signed["length"].Integer(1, long.MaxValue), FileHashes.Read(signed["hashes"]), default);
        return new ArchiveSignature(name, version, kind, archive) { Document = document };
    }

    /// <param name="role">Whose signatures it must have.</param>
    /// <param name="requiredSchemes">So many keys of each must have signed as the role has for its threshold.</param>
    /// <exception cref="TufException">Too few have signed.</exception>
    public void Verify(TufRole role, IReadOnlyList<string> requiredSchemes) =>
        role.Verify(Document ?? throw new InvalidOperationException("It was not read."), $"The signature of {Name} {Version}", requiredSchemes);

    /// <exception cref="IOException">Whoever holds a key did not sign.</exception>
    public byte[] Sign(IEnumerable<TufSigner> signers) => MetadataWriter.Sign(json =>
    {
        json.WriteStartObject();
        json.WriteString("_type", Type);
        json.WriteString("spec_version", MetadataWriter.SpecificationVersion);
        json.WriteString("name", Name);
        json.WriteString("version", Version);
        json.WriteString("kind", BundleKinds.NameOf(Kind));
        json.WriteNumber("length", Archive.Length);
        MetadataWriter.Hashes(json, Archive.Hashes);
        json.WriteEndObject();
    }, signers);
}
