using System.Security.Cryptography;
using System.Text.Json;
using EdgeAppliance.Bundles.Tuf.Keys;
using EdgeAppliance.Bundles.Tuf.Metadata;
using EdgeAppliance.Bundles.Tuf.Sources;
using EdgeAppliance.Core.Files;

namespace EdgeAppliance.Bundles.Tuf.Repository;

/// <summary>A repository in a folder, as any web server hands it out: <c>metadata/</c> and <c>targets/</c>, with consistent snapshots. It is
/// changed in memory; <see cref="Publish"/> signs what has changed, root first and timestamp last, so that who comes in between sees
/// the old repository whole.</summary>
public sealed class TufRepository
{
    private readonly string _metadata;
    private readonly string _targets;
    private TufRoot? _publishedRoot;
    private bool _rootIsChanged = true;
    private bool _targetsAreChanged = true;
    private long _rootVersion;
    private long _timestampVersion;
    private long _snapshotVersion;
    private long _targetsVersion;
    private byte[] _snapshot = [];
    private DateTimeOffset _snapshotExpires;

    private TufRepository(string folder)
    {
        _metadata = Path.Combine(folder, FolderSource.Metadata);
        _targets = Path.Combine(folder, FolderSource.Targets);
    }

    /// <summary>By name: root, timestamp, snapshot, targets. After a change <see cref="ChangeRoot"/> says so.</summary>
    public IReadOnlyDictionary<string, RoleKeys> Roles { get; private set; } = new Dictionary<string, RoleKeys>
    {
        [TufRoot.RoleName] = new(1),
        [TufTimestamp.RoleName] = new(1),
        [TufSnapshot.RoleName] = new(1),
        [TufTargets.RoleName] = new(1),
    };

    public SortedDictionary<string, TargetFile> Targets { get; } = new(StringComparer.Ordinal);

    public List<Delegation> Delegations { get; } = [];

    public static TufRepository Create(string folder)
    {
        var repository = new TufRepository(folder);
        if (Directory.Exists(repository._metadata) && Directory.EnumerateFileSystemEntries(repository._metadata).Any())
            throw new IOException($"'{folder}' holds a repository already.");
        Directory.CreateDirectory(repository._metadata);
        Directory.CreateDirectory(repository._targets);
        return repository;
    }

    /// <exception cref="TufException">What is there is no repository, or not signed as it must be.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static TufRepository Open(string folder)
    {
        var repository = new TufRepository(folder);
        repository.Load();
        return repository;
    }

    /// <summary>The next root says what <see cref="Roles"/> does.</summary>
    public void ChangeRoot() => _rootIsChanged = true;

    /// <summary>The targets metadata is signed again, as after new keys.</summary>
    public void ChangeTargets() => _targetsAreChanged = true;

    /// <summary>Copies a file into the repository, to be told of at the next publishing.</summary>
    /// <param name="custom">Undefined where there is nothing more to say.</param>
    /// <param name="delegation">Who tells of it; null for the top role.</param>
    /// <exception cref="TufException">The name is unsafe, or none that the delegation may tell of.</exception>
    public TargetFile Add(string name, string file, JsonElement custom = default, Delegation? delegation = null)
    {
        if (!SafeName.IsTarget(name)) throw new TufException(TufFailure.UnsafeName, $"'{name}' is no name for a target.");
        if (delegation is not null && !delegation.Paths.Any(pattern => PathPattern.Matches(pattern, name)))
            throw new TufException(TufFailure.UnknownTarget, $"The role '{delegation.Name}' may not tell of '{name}'.");
        byte[] hash;
        long length;
        using (var from = File.OpenRead(file)) (hash, length) = (SHA256.HashData(from), from.Length);
        var target = new TargetFile(name, length, new Dictionary<string, byte[]> { [FileHashes.Sha256] = hash }, custom);
        string path = Path.Combine(_targets, TargetPath.Consistent(target));
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path)) File.Copy(file, path);
        (delegation?.Targets ?? Targets)[name] = target;
        if (delegation is not null) delegation.IsChanged = true;
        else _targetsAreChanged = true;
        return target;
    }

    public void AddDelegation(Delegation delegation)
    {
        if (!SafeName.IsRole(delegation.Name) || Delegations.Exists(other => other.Name == delegation.Name))
            throw new TufException(TufFailure.UnsafeName, $"'{delegation.Name}' is no name for a new role.");
        Delegations.Add(delegation);
        delegation.IsChanged = _targetsAreChanged = true;
    }

    /// <summary>Signs what has changed, a snapshot that is past half of its life, and a new timestamp always: so that where nothing has
    /// changed the online key is enough.</summary>
    /// <param name="signers">As far as their keys are the roles'; a new root is signed by the old root's keys too.</param>
    /// <exception cref="TufException">A role would have too few signatures; nothing is written, and the repository must be opened anew.</exception>
    public void Publish(IReadOnlyList<TufSigner> signers, Lifetimes lifetimes, DateTimeOffset now)
    {
        var files = new List<(string Name, byte[] Bytes)>();
        if (_rootIsChanged) files.Add(SignRoot(signers, now + lifetimes.Root));
        foreach (var delegation in Delegations)
            if (delegation.IsChanged) files.Add(SignDelegated(delegation, signers, now + lifetimes.Targets));
        if (_targetsAreChanged) files.Add(SignTargets(signers, now + lifetimes.Targets));
        if (files.Count > 0 || _snapshotExpires - now < lifetimes.Snapshot / 2) files.Add(SignSnapshot(signers, now + lifetimes.Snapshot));
        files.Add(SignTimestamp(signers, now + lifetimes.Timestamp));
        foreach (var (name, bytes) in files) DurableFile.Replace(Path.Combine(_metadata, name), bytes, isPublic: true);
        _publishedRoot = _rootIsChanged ? TufRoot.Parse(files[0].Bytes) : _publishedRoot;
        _rootIsChanged = _targetsAreChanged = false;
        foreach (var delegation in Delegations) delegation.IsChanged = false;
    }

    /// <summary>Signs a new timestamp and nothing else, so that no other key need be at hand.</summary>
    /// <returns>Until when devices take the repository as it is: what ends first of the timestamp and the snapshot.</returns>
    /// <exception cref="TufException">The role would have too few signatures, or only a new snapshot would help.</exception>
    public DateTimeOffset PublishTimestamp(IReadOnlyList<TufSigner> signers, Lifetimes lifetimes, DateTimeOffset now)
    {
        if (_snapshotExpires <= now) throw new TufException(TufFailure.Expired, $"The snapshot was good until {_snapshotExpires:u}: it has to be published anew, with its key.");
        var expires = now + lifetimes.Timestamp;
        var (name, bytes) = SignTimestamp(signers, expires);
        DurableFile.Replace(Path.Combine(_metadata, name), bytes, isPublic: true);
        return expires < _snapshotExpires ? expires : _snapshotExpires;
    }

    private (string, byte[]) SignRoot(IReadOnlyList<TufSigner> signers, DateTimeOffset expires)
    {
        var keys = Roles[TufRoot.RoleName].Keys.Concat(_publishedRoot?.Root.Keys ?? []).Select(key => key.Id).ToHashSet();
        byte[] bytes = MetadataWriter.Sign(TufRoot.RoleName, _rootVersion + 1, expires, signers.Where(signer => keys.Contains(signer.Key.Id)), json =>
        {
            json.WriteBoolean("consistent_snapshot", true);
            MetadataWriter.Keys(json, Roles.Values.SelectMany(role => role.Keys));
            json.WriteStartObject("roles");
            foreach (var (name, role) in Roles)
            {
                json.WriteStartObject(name);
                MetadataWriter.Role(json, role);
                json.WriteEndObject();
            }
            json.WriteEndObject();
        });
        var root = TufRoot.Parse(bytes);
        root.Root.Verify(root.Document, "The new root, by its own keys,", []);
        _publishedRoot?.Root.Verify(root.Document, "The new root, by the keys of the old,", []);
        return ($"{++_rootVersion}.root.json", bytes);
    }

    private (string, byte[]) SignTargets(IReadOnlyList<TufSigner> signers, DateTimeOffset expires)
    {
        byte[] bytes = Sign(TufTargets.RoleName, Roles[TufTargets.RoleName], ++_targetsVersion, expires, signers, json =>
        {
            MetadataWriter.Targets(json, Targets.Values);
            MetadataWriter.Delegations(json, Delegations);
        });
        return ($"{_targetsVersion}.targets.json", bytes);
    }

    private static (string, byte[]) SignDelegated(Delegation delegation, IReadOnlyList<TufSigner> signers, DateTimeOffset expires)
    {
        byte[] bytes = Sign(TufTargets.RoleName, delegation.Role, ++delegation.Version, expires, signers, json => MetadataWriter.Targets(json, delegation.Targets.Values));
        return ($"{delegation.Version}.{delegation.Name}.json", bytes);
    }

    private (string, byte[]) SignSnapshot(IReadOnlyList<TufSigner> signers, DateTimeOffset expires)
    {
        var none = new Dictionary<string, byte[]>();
        var files = Delegations.Select(delegation => ($"{delegation.Name}.json", new MetaFile(delegation.Version, null, none))).Append(("targets.json", new MetaFile(_targetsVersion, null, none)));
        _snapshot = Sign(TufSnapshot.RoleName, Roles[TufSnapshot.RoleName], ++_snapshotVersion, expires, signers, json => MetadataWriter.Meta(json, files));
        _snapshotExpires = expires;
        return ($"{_snapshotVersion}.{TufSnapshot.FileName}", _snapshot);
    }

    private (string, byte[]) SignTimestamp(IReadOnlyList<TufSigner> signers, DateTimeOffset expires)
    {
        var meta = new MetaFile(_snapshotVersion, _snapshot.Length, new Dictionary<string, byte[]> { [FileHashes.Sha256] = SHA256.HashData(_snapshot) });
        byte[] bytes = Sign(TufTimestamp.RoleName, Roles[TufTimestamp.RoleName], ++_timestampVersion, expires, signers, json => MetadataWriter.Meta(json, [(TufSnapshot.FileName, meta)]));
        return ("timestamp.json", bytes);
    }

    private static byte[] Sign(string type, RoleKeys role, long version, DateTimeOffset expires, IReadOnlyList<TufSigner> signers, Action<Utf8JsonWriter> body)
    {
        var ids = role.Keys.Select(key => key.Id).ToHashSet();
        byte[] bytes = MetadataWriter.Sign(type, version, expires, signers.Where(signer => ids.Contains(signer.Key.Id)), body);
        new TufRole(role.Keys, role.Threshold).Verify(TufDocument.Parse(bytes, type), $"The new metadata of '{type}'", []);
        return bytes;
    }

    private void Load()
    {
        long newest = Directory.EnumerateFiles(_metadata, "*.root.json").Select(file => long.TryParse(Path.GetFileName(file).Split('.')[0], out long version) ? version : 0).DefaultIfEmpty(0).Max();
        var root = TufRoot.Parse(Read($"{newest}.root.json"));
        root.Root.Verify(root.Document, "The newest root", []);
        (_publishedRoot, _rootVersion, _rootIsChanged) = (root, root.Version, false);
        Roles = new Dictionary<string, RoleKeys>
        {
            [TufRoot.RoleName] = KeysOf(root.Root),
            [TufTimestamp.RoleName] = KeysOf(root.Timestamp),
            [TufSnapshot.RoleName] = KeysOf(root.Snapshot),
            [TufTargets.RoleName] = KeysOf(root.Targets),
        };
        var timestamp = TufTimestamp.Parse(Read("timestamp.json"));
        _snapshot = Read($"{timestamp.Snapshot.Version}.{TufSnapshot.FileName}");
        var snapshot = TufSnapshot.Parse(_snapshot);
        (_timestampVersion, _snapshotVersion, _snapshotExpires) = (timestamp.Version, snapshot.Version, snapshot.Expires);
        var targets = TufTargets.Parse(Read($"{snapshot.Files["targets.json"].Version}.targets.json"));
        root.Targets.Verify(targets.Document, "The targets metadata", []);
        (_targetsVersion, _targetsAreChanged) = (targets.Version, false);
        foreach (var (name, target) in targets.Targets) Targets[name] = target;
        foreach (var role in targets.Delegations) Delegations.Add(LoadDelegated(role, snapshot));
    }

    private Delegation LoadDelegated(DelegatedRole role, TufSnapshot snapshot)
    {
        var delegated = TufTargets.Parse(Read($"{snapshot.Files[role.Name + ".json"].Version}.{role.Name}.json"));
        role.Role.Verify(delegated.Document, $"The targets metadata '{role.Name}'", []);
        var delegation = new Delegation(role.Name, role.Paths) { IsTerminating = role.IsTerminating, Version = delegated.Version };
        foreach (var key in role.Role.Keys) delegation.Role.Add(key);
        delegation.Role.Threshold = role.Role.Threshold;
        foreach (var (name, target) in delegated.Targets) delegation.Targets[name] = target;
        return delegation;
    }

    private byte[] Read(string name) => File.ReadAllBytes(Path.Combine(_metadata, name));

    private static RoleKeys KeysOf(TufRole role)
    {
        var keys = new RoleKeys(role.Threshold);
        foreach (var key in role.Keys) keys.Add(key);
        return keys;
    }
}
