using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Bundles.Tuf.Client;

/// <summary>Lists targets of delegated roles: 1 the roles that may tell of something wanted, as far as they are trusted; 2 of each name that one
/// of them tells of, what the search for that one name finds, so that nobody is listed with what he may not tell of.</summary>
internal sealed class TargetListing(Func<DelegatedRole, CancellationToken, Task<TufTargets>> load, Func<string, CancellationToken, Task<TargetFile>> find, int rolesMax)
{
    private readonly Dictionary<string, TufException> _passedOver = new(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, TufException> PassedOver => _passedOver;

    public async Task<IReadOnlyDictionary<string, TargetFile>> Below(TufTargets top, IReadOnlyCollection<string>? folders, CancellationToken cancel)
    {
        var all = new Dictionary<string, TargetFile>(top.Targets, StringComparer.Ordinal);
        foreach (string name in await Names(top, folders, cancel))
        {
            if (all.ContainsKey(name)) continue;
            try
            {
                all.Add(name, await find(name, cancel)); // 2
            }
            catch (TufException)
            {
                // Told by one who may not tell of it, or behind a role that is not trusted.
            }
        }
        return all;
    }

    // 1
    private async Task<HashSet<string>> Names(TufTargets top, IReadOnlyCollection<string>? folders, CancellationToken cancel)
    {
        _passedOver.Clear();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var visited = new HashSet<string>(StringComparer.Ordinal) { TufTargets.RoleName };
        var waiting = new Queue<TufTargets>([top]);
        while (waiting.TryDequeue(out var from))
        {
            foreach (var role in from.Delegations)
            {
                bool isWanted = folders is null || folders.Any(role.MayCoverBelow);
                if (!isWanted || !visited.Add(role.Name)) continue;
                if (visited.Count > rolesMax) throw new TufException(TufFailure.TooManyDelegations, $"More than {rolesMax} roles may tell of what is wanted.");
                if (await TryLoad(role, cancel) is not { } targets) continue;
                names.UnionWith(targets.Targets.Keys);
                waiting.Enqueue(targets);
            }
        }
        return names;
    }

    private async Task<TufTargets?> TryLoad(DelegatedRole role, CancellationToken cancel)
    {
        try
        {
            return await load(role, cancel);
        }
        catch (TufException e)
        {
            _passedOver[role.Name] = e;
            return null;
        }
    }
}
