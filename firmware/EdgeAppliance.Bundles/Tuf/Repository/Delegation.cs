using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Bundles.Tuf.Repository;

/// <summary>A role that a repository delegates some names to, as a tenant or a line of models, with its own targets.</summary>
public sealed class Delegation(string name, IReadOnlyList<string> paths)
{
    public string Name => name;

    /// <summary>Patterns of the names that it may tell of.</summary>
    public IReadOnlyList<string> Paths => paths;

    public bool IsTerminating { get; init; } = true;

    public RoleKeys Role { get; } = new(1);

    public SortedDictionary<string, TargetFile> Targets { get; } = new(StringComparer.Ordinal);

    internal long Version { get; set; }

    internal bool IsChanged { get; set; }
}
