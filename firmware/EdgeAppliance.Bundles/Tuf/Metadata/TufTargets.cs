namespace EdgeAppliance.Bundles.Tuf.Metadata;

/// <summary>Says which targets there are, and whom it trusts to tell of others.</summary>
public sealed class TufTargets : TufMetadata
{
    public const string RoleName = "targets";
    private const int TargetsMax = 1_000_000;

    private readonly Dictionary<string, TargetFile> _targets = [];

    private TufTargets(TufDocument document)
        : base(document)
    {
        var signed = new MetaNode(document.Signed, RoleName);
        var targets = signed["targets"];
        foreach (var (name, target) in targets.Members())
        {
            if (_targets.Count == TargetsMax) throw targets.Malformed($"holds more than {TargetsMax} targets");
            var custom = target.Find("custom")?.Element ?? default;
            _targets[name] = new TargetFile(name, target["length"].Integer(0, long.MaxValue), FileHashes.Read(target["hashes"]), custom);
        }
        Delegations = signed.Find("delegations") is { } delegations ? DelegatedRoles.Read(delegations) : [];
    }

    public IReadOnlyDictionary<string, TargetFile> Targets => _targets;

    /// <summary>In the order in which they are asked.</summary>
    public IReadOnlyList<DelegatedRole> Delegations { get; }

    /// <exception cref="TufException">It is no targets' metadata. Its signatures are not looked at.</exception>
    public static TufTargets Parse(byte[] bytes) => new(TufDocument.Parse(bytes, RoleName));
}
