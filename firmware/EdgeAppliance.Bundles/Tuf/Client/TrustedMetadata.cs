using EdgeAppliance.Bundles.Tuf.Metadata;

namespace EdgeAppliance.Bundles.Tuf.Client;

/// <summary>Metadata that is trusted, each by what was trusted before it: root by root, then timestamp, snapshot, targets and delegated
/// targets. The Update Framework's specification, 1.0, sections 5.3 to 5.6; the checks' numbers are noted. What fails a check is
/// thrown out, and nothing changes.</summary>
/// <param name="root">Comes with the device, or was trusted before.</param>
/// <param name="now">Fixed for the whole update (5.1), so that nothing expires halfway.</param>
internal sealed class TrustedMetadata(TufRoot root, TrustPolicy policy, DateTimeOffset now)
{
    private readonly Dictionary<string, TufTargets> _targets = [];

    public TufRoot Root { get; private set; } = root;

    public TufTimestamp? Timestamp { get; private set; }

    public TufSnapshot? Snapshot { get; private set; }

    /// <summary>What was seen before of snapshots' files is not undercut by new ones.</summary>
    private IReadOnlyDictionary<string, MetaFile>? _seenFiles;

    public IReadOnlyDictionary<string, TufMetadata> Roles
    {
        get
        {
            var roles = _targets.ToDictionary(role => role.Key, TufMetadata (role) => role.Value);
            if (Timestamp is not null) roles[TufTimestamp.RoleName] = Timestamp;
            if (Snapshot is not null) roles[TufSnapshot.RoleName] = Snapshot;
            return roles;
        }
    }

    public TufTargets? Targets(string role) => _targets.GetValueOrDefault(role);

    /// <summary>The first root: it vouches for itself only.</summary>
    public void CheckFirst() => Root.Root.Verify(Root.Document, "The root that this device starts from", policy.RequiredSchemes);

    /// <summary>The next root. Whether it has expired is asked of the last one only (5.3.10).</summary>
    public void TakeRoot(byte[] bytes)
    {
        var next = TufRoot.Parse(bytes);
        Root.Root.Verify(next.Document, "The new root, by the keys of the old,", policy.RequiredSchemes); // 5.3.4
        next.Root.Verify(next.Document, "The new root, by its own keys,", policy.RequiredSchemes); // 5.3.4
        if (next.Version != Root.Version + 1) throw WrongVersion(TufRoot.RoleName, next.Version, Root.Version + 1); // 5.3.5
        Root = next;
    }

    public void CheckRootIsCurrent() => CheckTime(Root, TufRoot.RoleName); // 5.3.10

    /// <summary>A timestamp that was trusted before: only what it has seen counts, even where its time is over.</summary>
    public void Remember(TufTimestamp timestamp)
    {
        Root.Timestamp.Verify(timestamp.Document, "The timestamp", []);
        Timestamp = timestamp;
    }

    /// <summary>A snapshot that was trusted before; likewise.</summary>
    public void Remember(TufSnapshot snapshot)
    {
        Root.Snapshot.Verify(snapshot.Document, "The snapshot", []);
        _seenFiles = snapshot.Files;
    }

    /// <returns>False where it is the one that is known.</returns>
    public bool TakeTimestamp(byte[] bytes)
    {
        var next = TufTimestamp.Parse(bytes);
        Root.Timestamp.Verify(next.Document, "The timestamp", []); // 5.4.2
        if (Timestamp is { } before)
        {
            if (next.Version < before.Version) throw RolledBack(TufTimestamp.RoleName, next.Version, before.Version); // 5.4.3.1
            if (next.Snapshot.Version < before.Snapshot.Version) throw RolledBack(TufSnapshot.RoleName, next.Snapshot.Version, before.Snapshot.Version); // 5.4.3.2
            if (next.Version == before.Version)
            {
                CheckTime(before, TufTimestamp.RoleName);
                return false;
            }
        }
        CheckTime(next, TufTimestamp.RoleName); // 5.4.4
        Timestamp = next;
        return true;
    }

    public void TakeSnapshot(byte[] bytes)
    {
        var promised = Timestamp!.Snapshot;
        CheckBytes(bytes, promised, TufSnapshot.RoleName); // 5.5.2
        var next = TufSnapshot.Parse(bytes);
        Root.Snapshot.Verify(next.Document, "The snapshot", []); // 5.5.3
        if (next.Version != promised.Version) throw WrongVersion(TufSnapshot.RoleName, next.Version, promised.Version); // 5.5.4
        CheckNoneIsRolledBack(next); // 5.5.5
        CheckTime(next, TufSnapshot.RoleName); // 5.5.6
        Snapshot = next;
        _seenFiles = next.Files;
    }

    public void TakeTargets(byte[] bytes, string name, TufRole role)
    {
        var promised = Promised(name);
        CheckBytes(bytes, promised, name); // 5.6.2
        var next = TufTargets.Parse(bytes);
        CheckSigned(next, name, role); // 5.6.3
        if (next.Version != promised.Version) throw WrongVersion(name, next.Version, promised.Version); // 5.6.4
        CheckTime(next, name); // 5.6.5
        _targets[name] = next;
    }

    public void CheckSigned(TufTargets targets, string name, TufRole role) => role.Verify(targets.Document, $"The targets metadata '{name}'", policy.RequiredSchemes);

    /// <summary>What the snapshot says of a role's metadata.</summary>
    public MetaFile Promised(string role) =>
        Snapshot!.Files.TryGetValue(role + ".json", out var promised) ? promised : throw new TufException(TufFailure.NotFound, $"The snapshot does not know the role '{role}'.");

    /// <summary>Bytes that were kept are as good as new ones where they are the very ones that are promised.</summary>
    public static bool IsPromised(byte[] bytes, MetaFile promised) =>
        (promised.Length is null || bytes.Length == promised.Length) && FileHashes.AreOf(bytes, promised.Hashes);

    private static void CheckBytes(byte[] bytes, MetaFile promised, string role)
    {
        if (promised.Length is { } length && bytes.Length != length)
            throw new TufException(TufFailure.WrongLength, $"The metadata of '{role}' has {bytes.Length} bytes; {length} are promised.");
        if (!FileHashes.AreOf(bytes, promised.Hashes)) throw new TufException(TufFailure.WrongHash, $"The metadata of '{role}' is not the file that is promised.");
    }

    private void CheckNoneIsRolledBack(TufSnapshot next)
    {
        foreach (var (file, before) in _seenFiles ?? new Dictionary<string, MetaFile>())
        {
            if (!next.Files.TryGetValue(file, out var now)) throw new TufException(TufFailure.RolledBack, $"The snapshot has lost '{file}', which an earlier one had.");
            if (now.Version < before.Version) throw RolledBack(file, now.Version, before.Version);
        }
    }

    private void CheckTime(TufMetadata metadata, string role)
    {
        if (metadata.Expires <= now) throw new TufException(TufFailure.Expired, $"The metadata of '{role}' was good until {metadata.Expires:u}; it is {now:u}.");
    }

    private static TufException RolledBack(string role, long version, long before) =>
        new(TufFailure.RolledBack, $"'{role}' is of version {version}; version {before} was seen before.");

    private static TufException WrongVersion(string role, long version, long wanted) =>
        new(TufFailure.WrongVersion, $"The metadata of '{role}' is of version {version}; {wanted} is due.");
}
