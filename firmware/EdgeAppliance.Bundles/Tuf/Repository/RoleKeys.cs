using EdgeAppliance.Bundles.Tuf.Keys;

namespace EdgeAppliance.Bundles.Tuf.Repository;

/// <summary>A role's keys while a repository is being changed.</summary>
public sealed class RoleKeys(int threshold)
{
    private readonly List<TufKey> _keys = [];

    public IReadOnlyList<TufKey> Keys => _keys;

    public int Threshold { get; set; } = threshold;

    public void Add(TufKey key)
    {
        if (!_keys.Exists(other => other.Id == key.Id)) _keys.Add(key);
    }

    /// <returns>False where there is none of that id.</returns>
    public bool Remove(string id) => _keys.RemoveAll(key => key.Id == id) > 0;
}
