namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Says which snapshot is the newest.</summary>
public sealed class TufTimestamp : TufMetadata
{
    public const string FileName = "timestamp.json";
    public const string RoleName = "timestamp";

    private TufTimestamp(TufDocument document)
        : base(document) => Snapshot = ReadMetaFile(new MetaNode(document.Signed, RoleName)["meta"][TufSnapshot.FileName]);

    public MetaFile Snapshot { get; }

    /// <exception cref="TufException">It is no timestamp's metadata. Its signatures are not looked at.</exception>
    public static TufTimestamp Parse(byte[] bytes) => new(TufDocument.Parse(bytes, RoleName));
}
