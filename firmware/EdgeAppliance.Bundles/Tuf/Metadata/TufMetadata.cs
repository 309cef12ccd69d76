namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>What every role's metadata says.</summary>
public abstract class TufMetadata
{
    private protected TufMetadata(TufDocument document)
    {
        Document = document;
        var signed = new MetaNode(document.Signed, "signed");
        Version = signed["version"].Integer(1, long.MaxValue);
        Expires = signed["expires"].Moment();
    }

    public TufDocument Document { get; }

    public long Version { get; }

    public DateTimeOffset Expires { get; }

    private protected static MetaFile ReadMetaFile(MetaNode node) => new(
        node["version"].Integer(1, long.MaxValue),
        node.Find("length")?.Integer(1, long.MaxValue),
        node.Find("hashes") is { } hashes ? FileHashes.Read(hashes) : new Dictionary<string, byte[]>());
}
