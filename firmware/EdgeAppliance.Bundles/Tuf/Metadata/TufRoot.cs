using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Says which keys the four roles have.</summary>
public sealed class TufRoot : TufMetadata
{
    public const string RoleName = "root";

    private TufRoot(TufDocument document)
        : base(document)
    {
        var signed = new MetaNode(document.Signed, RoleName);
        Keys = KeyTable.Keys(signed["keys"]);
        var roles = signed["roles"];
        Root = KeyTable.Role(roles[RoleName], Keys);
        Timestamp = KeyTable.Role(roles[TufTimestamp.RoleName], Keys);
        Snapshot = KeyTable.Role(roles[TufSnapshot.RoleName], Keys);
        Targets = KeyTable.Role(roles[TufTargets.RoleName], Keys);
        HasConsistentSnapshots = signed.Find("consistent_snapshot")?.Boolean() ?? false;
    }

    /// <summary>Files are named with their version, or their hash, in front.</summary>
    public bool HasConsistentSnapshots { get; }

    public TufRole Root { get; }

    public TufRole Timestamp { get; }

    public TufRole Snapshot { get; }

    public TufRole Targets { get; }

    internal Dictionary<string, TufKey> Keys { get; }

    /// <exception cref="TufException">It is no root's metadata. Its signatures are not looked at.</exception>
    public static TufRoot Parse(byte[] bytes) => new(TufDocument.Parse(bytes, RoleName));
}
