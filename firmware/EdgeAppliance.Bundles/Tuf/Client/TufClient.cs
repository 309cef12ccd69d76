using System.Runtime.CompilerServices;
using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Bundles.Tuf.Client;

/// <summary>The Update Framework's client workflow (specification 1.0, section 5): 1 new roots, one after another; 2 the timestamp; 3 the
/// snapshot; 4 the top targets; 5 delegated targets, as far as they are asked for. What was trusted stays trusted whatever comes.</summary>
/// <remarks>One thread at a time.</remarks>
public sealed class TufClient
{
    private const string RootFile = "root.json";
    private const string TimestampFile = "timestamp.json";

    private readonly ITufSource _source;
    private readonly ITufCache _cache;
    private readonly TufLimits _limits;
    private readonly TrustedMetadata _trusted;
    private readonly TargetListing _listing;

    /// <param name="firstRoot">Comes with the device; what the cache has is preferred.</param>
    /// <param name="now">The time by which expiry is judged; where the clock is not known to be right, the latest time known.</param>
    /// <exception cref="TufException">The first root is none, or is not signed as it demands itself.</exception>
    public TufClient(ITufSource source, ITufCache cache, byte[] firstRoot, TrustPolicy policy, TufLimits limits, DateTimeOffset now)
    {
        (_source, _cache, _limits) = (source, cache, limits);
        _trusted = Kept(policy, now) ?? First(firstRoot, policy, now);
        _listing = new TargetListing((role, cancel) => Load(role.Name, role.Role, cancel), Find, limits.ListedRolesMax);
    }

    /// <summary>True where files are named by their hashes.</summary>
    public bool HasConsistentSnapshots => _trusted.Root.HasConsistentSnapshots;

    /// <summary>The root that is trusted now.</summary>
    public long RootVersion => _trusted.Root.Version;

    /// <summary>Every target of the top role; those of delegated roles are found by their names, with <see cref="Find"/>, or by their folders, with <see cref="Below"/>.</summary>
    public IReadOnlyDictionary<string, TargetFile> TopTargets => _trusted.Targets(TufTargets.RoleName)?.Targets ?? new Dictionary<string, TargetFile>();

    /// <summary>Every role that is trusted now beside root, with its metadata.</summary>
    public IReadOnlyDictionary<string, TufMetadata> Roles => _trusted.Roles;

    /// <summary>Delegated roles that <see cref="Below"/> passed over since they are not trusted, and why; what others tell of is not held up by them.</summary>
    public IReadOnlyDictionary<string, TufException> PassedOver => _listing.PassedOver;

    /// <summary>1 to 4.</summary>
    /// <exception cref="TufException">What came is not trusted.</exception>
    /// <exception cref="IOException">The source cannot be reached.</exception>
    public async Task Refresh(CancellationToken cancel)
    {
        await RefreshRoot(cancel);
        await RefreshTimestamp(cancel);
        await RefreshSnapshot(cancel);
        await Load(TufTargets.RoleName, _trusted.Root.Targets, cancel); // 4
    }

    /// <summary>5: looks for a target where the roles that may tell of it are, in their order, each before what it delegates to.</summary>
    /// <exception cref="TufException">No role knows it, or what came is not trusted.</exception>
    /// <exception cref="IOException">The source cannot be reached.</exception>
    public async Task<TargetFile> Find(string target, CancellationToken cancel)
    {
        await foreach (var (_, targets) in MayTellOf(target, cancel))
            if (targets.Targets.TryGetValue(target, out var found)) return found;
        throw Unknown(target);
    }

    /// <summary>The role that <see cref="Find"/> has a target from.</summary>
    /// <inheritdoc cref="Find"/>
    public async Task<string> Teller(string target, CancellationToken cancel)
    {
        await foreach (var (role, targets) in MayTellOf(target, cancel))
            if (targets.Targets.ContainsKey(target)) return role;
        throw Unknown(target);
    }

    /// <summary>Whether a role may tell of a target, be there one of that name or not.</summary>
    /// <exception cref="TufException">What came is not trusted.</exception>
    /// <exception cref="IOException">The source cannot be reached.</exception>
    public async Task<bool> MayTell(string role, string target, CancellationToken cancel)
    {
        await foreach (var (may, _) in MayTellOf(target, cancel))
            if (may == role) return true;
        return false;
    }

    private static TufException Unknown(string target) => new(TufFailure.UnknownTarget, $"No role that may tell of '{target}' knows it.");

    private async IAsyncEnumerable<(string Role, TufTargets Targets)> MayTellOf(string target, [EnumeratorCancellation] CancellationToken cancel)
    {
        if (!SafeName.IsTarget(target)) throw new TufException(TufFailure.UnsafeName, $"'{target}' is no name for a target.");
        var visited = new HashSet<string>();
        var waiting = new Stack<(string Name, TufRole Role)>();
        waiting.Push((TufTargets.RoleName, _trusted.Root.Targets));
        while (waiting.TryPop(out var role))
        {
            if (!visited.Add(role.Name)) continue;
            if (visited.Count > _limits.DelegationsMax) throw new TufException(TufFailure.TooManyDelegations, $"More than {_limits.DelegationsMax} roles may tell of '{target}'.");
            var targets = await Load(role.Name, role.Role, cancel);
            yield return (role.Name, targets);
            PushDelegations(targets, target, waiting);
        }
    }

    /// <summary>5 for many: every target of the top role, and those of delegated roles that may tell of something below some folders.</summary>
    /// <param name="folders">As <c>bundles/pump-anomaly</c>; null for all roles there are.</param>
    /// <exception cref="TufException">There are too many roles.</exception>
    /// <exception cref="IOException">The source cannot be reached.</exception>
    public Task<IReadOnlyDictionary<string, TargetFile>> Below(IReadOnlyCollection<string>? folders, CancellationToken cancel) => _listing.Below(_trusted.Targets(TufTargets.RoleName)!, folders, cancel);

    /// <summary>Under which path the source has a target's bytes.</summary>
    public string PathOf(TargetFile target)
    {
        if (!SafeName.IsTarget(target.Name)) throw new TufException(TufFailure.UnsafeName, $"'{target.Name}' is no name for a target.");
        return HasConsistentSnapshots ? TargetPath.Consistent(target) : target.Name;
    }

    private TrustedMetadata? Kept(TrustPolicy policy, DateTimeOffset now)
    {
        try
        {
            return _cache.Read(RootFile) is { } kept ? First(kept, policy, now) : null;
        }
        catch (TufException)
        {
            // Damaged; from the first root on the same one is reached again.
            return null;
        }
    }

    private static TrustedMetadata First(byte[] root, TrustPolicy policy, DateTimeOffset now)
    {
        var trusted = new TrustedMetadata(TufRoot.Parse(root), policy, now);
        trusted.CheckFirst();
        return trusted;
    }

    private static void PushDelegations(TufTargets targets, string target, Stack<(string Name, TufRole Role)> waiting)
    {
        var covering = new List<DelegatedRole>();
        foreach (var role in targets.Delegations)
        {
            if (!role.Covers(target)) continue;
            covering.Add(role);
            if (!role.IsTerminating) continue;
            waiting.Clear();
            break;
        }
        for (int i = covering.Count - 1; i >= 0; i--) waiting.Push((covering[i].Name, covering[i].Role));
    }

    // 1: roots
    private async Task RefreshRoot(CancellationToken cancel)
    {
        var before = _trusted.Root;
        for (int taken = 0; ; taken++)
        {
            if (await _source.FetchMetadata($"{_trusted.Root.Version + 1}.{RootFile}", _limits.RootBytesMax, cancel) is not { } bytes) break;
            if (taken == _limits.RootsMax) throw new TufException(TufFailure.TooManyRoots, $"More than {_limits.RootsMax} roots follow one another.");
            _trusted.TakeRoot(bytes);
            _cache.Write(RootFile, bytes);
        }
        _trusted.CheckRootIsCurrent();
        // Whoever stole the old keys may have pushed the versions to their end: with new keys counting begins anew (5.3.11).
        if (!HasSameKeys(before.Timestamp, _trusted.Root.Timestamp) || !HasSameKeys(before.Snapshot, _trusted.Root.Snapshot))
        {
            _cache.Delete(TimestampFile);
            _cache.Delete(TufSnapshot.FileName);
        }
    }

    private static bool HasSameKeys(TufRole a, TufRole b) => a.Keys.Select(key => key.Identity).ToHashSet().SetEquals(b.Keys.Select(key => key.Identity));

    // 2: timestamp
    private async Task RefreshTimestamp(CancellationToken cancel)
    {
        Recall(TimestampFile, bytes => _trusted.Remember(TufTimestamp.Parse(bytes)));
        byte[] bytes = await Fetch(TimestampFile, _limits.TimestampBytesMax, cancel);
        if (_trusted.TakeTimestamp(bytes)) _cache.Write(TimestampFile, bytes);
    }

    // 3: snapshot
    private async Task RefreshSnapshot(CancellationToken cancel)
    {
        Recall(TufSnapshot.FileName, bytes => _trusted.Remember(TufSnapshot.Parse(bytes)));
        var promised = _trusted.Timestamp!.Snapshot;
        if (_cache.Read(TufSnapshot.FileName) is { } kept && TryTake(kept, promised, _trusted.TakeSnapshot)) return;
        byte[] bytes = await Fetch(Versioned(TufSnapshot.FileName, promised.Version), Limit(promised, _limits.SnapshotBytesMax), cancel);
        _trusted.TakeSnapshot(bytes);
        _cache.Write(TufSnapshot.FileName, bytes);
    }

    // 4, 5: targets
    private async Task<TufTargets> Load(string name, TufRole role, CancellationToken cancel)
    {
        if (_trusted.Targets(name) is { } known)
        {
            // Two roles may both delegate to it, each by keys of its own.
            _trusted.CheckSigned(known, name, role);
            return known;
        }
        var promised = _trusted.Promised(name);
        string file = name + ".json";
        if (_cache.Read(file) is { } kept && TryTake(kept, promised, bytes => _trusted.TakeTargets(bytes, name, role))) return _trusted.Targets(name)!;
        byte[] fetched = await Fetch(Versioned(file, promised.Version), Limit(promised, _limits.TargetsBytesMax), cancel);
        _trusted.TakeTargets(fetched, name, role);
        _cache.Write(file, fetched);
        return _trusted.Targets(name)!;
    }

    private static bool TryTake(byte[] kept, MetaFile promised, Action<byte[]> take)
    {
        if (!TrustedMetadata.IsPromised(kept, promised)) return false;
        try
        {
            take(kept);
            return true;
        }
        catch (TufException)
        {
            // An older version, or one whose time is over: the source has to say.
            return false;
        }
    }

    /// <summary>What was kept and is not trusted any more, as after new keys, counts for nothing.</summary>
    private void Recall(string name, Action<byte[]> remember)
    {
        if (_cache.Read(name) is not { } bytes) return;
        try
        {
            remember(bytes);
        }
        catch (TufException)
        {
            _cache.Delete(name);
        }
    }

    private async Task<byte[]> Fetch(string name, int bytesMax, CancellationToken cancel) =>
        await _source.FetchMetadata(name, bytesMax, cancel) ?? throw new TufException(TufFailure.NotFound, $"The repository has no '{name}'.");

    private string Versioned(string file, long version) => HasConsistentSnapshots ? $"{version}.{file}" : file;

    private static int Limit(MetaFile promised, int bytesMax)
    {
        if (promised.Length > bytesMax) throw new TufException(TufFailure.TooLarge, $"Metadata of {promised.Length} bytes is promised; {bytesMax} are taken.");
        return (int)(promised.Length ?? bytesMax);
    }
}
