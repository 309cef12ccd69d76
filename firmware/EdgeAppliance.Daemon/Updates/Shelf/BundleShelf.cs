using System.Text.Json;
using EdgeAppliance.Bundles;
using EdgeAppliance.Core.Files;
using EdgeAppliance.Core.Health;
using EdgeAppliance.Daemon.Http.Pages;
using EdgeAppliance.Daemon.Updates.Disk;
using EdgeAppliance.Daemon.Updates.Sets;

namespace EdgeAppliance.Daemon.Updates.Shelf;

/// <summary>Configurations, prompts, sets of models and systems that were installed, as <c>bundles/NAME/VERSION/</c> in the state directory, and the file
/// that says which of them count. A version is put there whole before the file names it. Any thread.</summary>
internal sealed class BundleShelf
{
    private const int EntriesMax = 64;
    private const int FileBytesMax = 4 << 20;

    /// <summary>Versions of a bundle that are kept: the one in force, and the one to go back to.</summary>
    private const int VersionsKept = 2;

    private readonly Lock _lock = new();
    private readonly string _folder;
    private readonly IUpdateDisk _disk;
    private readonly TimeProvider _time;
    private volatile IReadOnlyList<ShelfEntry> _entries = [];
    private volatile string? _damage;

    /// <summary>Why configurations that were kept are not in force since the start, by their ids.</summary>
    private volatile IReadOnlyDictionary<long, string> _passedOver = new Dictionary<long, string>();

    public BundleShelf(string stateDirectory, IUpdateDisk disk, TimeProvider time)
    {
        (_folder, _disk, _time) = (Path.Combine(stateDirectory, "bundles"), disk, time);
        _entries = Read();
    }

    private string File => Path.Combine(_folder, ShelfFile.Name);

    /// <summary>Newest first.</summary>
    public IReadOnlyList<ShelfEntry> Entries => _entries;

    /// <summary>Called after each change by the thread that makes it; must not throw or wait.</summary>
    public event Action? Changed;

    /// <summary>The configuration that is tried; else the last that was kept; null where the device's own is in force.</summary>
    public ShelfEntry? Configuration => Configurations.FirstOrDefault();

    /// <summary>That and what may be gone back to, in this order.</summary>
    public IReadOnlyList<ShelfEntry> Configurations => [.. Trial is { } trial ? [trial] : Array.Empty<ShelfEntry>(), .. Kept.Where(entry => !_passedOver.ContainsKey(entry.Id))];

    /// <summary>The configuration that is tried now.</summary>
    public ShelfEntry? Trial => _entries.FirstOrDefault(entry => entry is { Kind: BundleKind.Configuration, State: InstallState.Trial });

    public IReadOnlyList<HealthCondition> Conditions => [.. Damaged(), .. PassedOver(), .. Failed()];

    private IEnumerable<ShelfEntry> Kept => _entries.Where(entry => entry is { Kind: BundleKind.Configuration, State: InstallState.Committed });

    public ShelfEntry? Current(string name) => _entries.FirstOrDefault(entry => entry.Name == name && entry.State == InstallState.Committed);

    public string FolderOf(ShelfEntry entry) => Path.Combine(_folder, entry.Name, entry.Version);

    /// <summary>Copies a bundle to its place; nothing counts yet.</summary>
    /// <param name="moves">Whether its files are moved there instead: large ones do not lie here twice.</param>
    /// <exception cref="BundleException">A file is missing.</exception>
    /// <exception cref="IOException">The disk is full, read-only or failing; as for all members that change anything.</exception>
    public void Place(BundleFolder bundle, bool moves = false)
    {
        string staged = Path.Combine(_folder, ".staging");
        _disk.Remove(staged);
        var folders = new HashSet<string>(StringComparer.Ordinal) { staged };
        _disk.MakeFolder(staged);
        foreach (string file in bundle.Files().Append(BundleManifest.FileName))
        {
            string target = Path.Combine(staged, file);
            if (folders.Add(Path.GetDirectoryName(target)!)) _disk.MakeFolder(Path.GetDirectoryName(target)!);
            if (moves) _disk.Move(Path.Combine(bundle.Path, file), target);
            else
            {
                using var content = System.IO.File.OpenRead(Path.Combine(bundle.Path, file));
                _disk.WriteFile(target, content);
            }
        }
        foreach (string folder in folders) _disk.SyncFolder(folder);
        string place = Path.Combine(_folder, bundle.Manifest.Name, bundle.Manifest.Version);
        _disk.MakeFolder(Path.GetDirectoryName(place)!);
        _disk.Remove(place);
        _disk.Rename(staged, place);
        _disk.SyncFolder(Path.GetDirectoryName(place)!);
        _disk.SyncFolder(_folder);
    }

    /// <summary>Notes a version, which counts from now on.</summary>
    public ShelfEntry Begin(BundleManifest manifest, InstallState state, string? reason, TimeSpan lasts, IReadOnlyList<string> known)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            var entry = new ShelfEntry
            {
                Id = NextId_NeedsLock,
                Kind = manifest.Kind, Name = manifest.Name, Version = manifest.Version, State = state, Reason = reason,
                StartedAt = now, EndsAt = now + lasts, Known = known,
            };
            Write_NeedsLock([entry, .. _entries]);
            return entry;
        }
    }

    /// <summary>Notes how far a set of models has come. What cannot be noted is told again at the next start.</summary>
    public void Follow(SetInstall set)
    {
        lock (_lock)
        {
            var known = _entries.FirstOrDefault(entry => entry.Kind == BundleKind.Models && entry.Name == set.Name && entry.Version == set.Version && entry.StartedAt == set.StartedAt);
            // What is not known and over was forgotten.
            if (known is null && !set.IsUnderWay || known?.State == StateOf(set.Stage)) return;
            var entry = (known ?? new ShelfEntry { Id = NextId_NeedsLock, Kind = BundleKind.Models, Name = set.Name, Version = set.Version, State = InstallState.Verifying, StartedAt = set.StartedAt, EndsAt = set.StartedAt })
                with { State = StateOf(set.Stage), Reason = set.Reason, EndsAt = _time.GetUtcNow() };
            try
            {
                Write_NeedsLock([.. known is null ? [entry] : Array.Empty<ShelfEntry>(), .. _entries.Select(other => other.Id == entry.Id ? entry : other)]);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // The set's own file decides; this one only shows it.
            }
        }
    }

    /// <summary>Notes what became of a version, or that it goes on.</summary>
    public void Change(long id, Func<ShelfEntry, ShelfEntry> change)
    {
        lock (_lock) Write_NeedsLock([.. _entries.Select(entry => entry.Id == id ? change(entry) : entry)]);
    }

    /// <summary>Leaves a configuration that was kept out of what counts, until the next start tries it again.</summary>
    public void PassOver(ShelfEntry entry, string reason)
    {
        lock (_lock) _passedOver = new Dictionary<long, string>(_passedOver) { [entry.Id] = reason };
    }

    /// <summary>Forgets every version of a bundle.</summary>
    /// <returns>False where there is none.</returns>
    public bool Forget(string name)
    {
        lock (_lock)
        {
            if (!_entries.Any(entry => entry.Name == name)) return false;
            Write_NeedsLock([.. _entries.Where(entry => entry.Name != name)]);
            _disk.Remove(Path.Combine(_folder, name));
            return true;
        }
    }

    private long NextId_NeedsLock => _entries.Count == 0 ? 1 : _entries.Max(other => other.Id) + 1;

    private static InstallState StateOf(SetStage stage) => stage switch
    {
        SetStage.Verifying => InstallState.Verifying,
        SetStage.Trial or SetStage.Committing or SetStage.GoingBack => InstallState.Trial,
        SetStage.Committed => InstallState.Committed,
        SetStage.RolledBack => InstallState.RolledBack,
        SetStage.Refused => InstallState.Refused,
        _ => InstallState.Interrupted,
    };

    private void Write_NeedsLock(List<ShelfEntry> entries)
    {
        var kept = Trimmed(entries);
        _disk.MakeFolder(_folder);
        DurableFile.Replace(File, JsonSerializer.SerializeToUtf8Bytes(new ShelfFile(ShelfFile.FormatNow, kept), ShelfJson.Default.ShelfFile));
        _entries = kept;
        _damage = null;
        Changed?.Invoke();
        foreach (var entry in entries.Where(entry => !IsKept(entry, kept)).DistinctBy(FolderOf)) _disk.Remove(FolderOf(entry));
    }

    /// <summary>What is in force, or may be gone back to, is never trimmed away by what failed after it.</summary>
    private static List<ShelfEntry> Trimmed(List<ShelfEntry> entries)
    {
        var counted = entries.Where(entry => entry.State is InstallState.Trial or InstallState.Verifying)
            .Concat(entries.Where(entry => entry.State == InstallState.Committed).GroupBy(entry => entry.Name).SelectMany(group => group.Take(VersionsKept)))
            .Select(entry => entry.Id).ToHashSet();
        int others = 0;
        return entries.FindAll(entry => counted.Contains(entry.Id) || others++ < EntriesMax);
    }

    /// <summary>Whether an entry's folder is of use still.</summary>
    private static bool IsKept(ShelfEntry entry, List<ShelfEntry> kept)
    {
        var ofName = kept.FindAll(other => other.Name == entry.Name);
        return ofName.Exists(other => other.State == InstallState.Trial && other.Version == entry.Version) || IsKeptSystem(entry, ofName)
            || ofName.Where(other => other.State == InstallState.Committed).Take(entry.Kind == BundleKind.System ? 1 : VersionsKept).Any(other => other.Version == entry.Version);
    }

    /// <summary>One that is being installed, or may be tried again: it is large, and shall not travel twice.</summary>
    private static bool IsKeptSystem(ShelfEntry entry, List<ShelfEntry> ofName) =>
        ofName is [{ Kind: BundleKind.System, State: InstallState.Verifying or InstallState.Interrupted } newest, ..] && newest.Version == entry.Version;

    private IReadOnlyList<ShelfEntry> Read()
    {
        try
        {
            if (!System.IO.File.Exists(File)) return [];
            if (new FileInfo(File).Length > FileBytesMax) throw new JsonException("it is too large");
            var read = JsonSerializer.Deserialize(System.IO.File.ReadAllBytes(File), ShelfJson.Default.ShelfFile);
            return read is { Format: ShelfFile.FormatNow, Entries: { } entries } && entries.All(IsSound) ? entries : throw new JsonException("it is of another format");
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            _damage = e.Message;
            return [];
        }
    }

    private static bool IsSound(ShelfEntry entry) => BundlePath.IsName(entry.Name) && BundlePath.IsVersion(entry.Version);

    private IEnumerable<HealthCondition> Damaged()
    {
        if (_damage is { } why)
            yield return new HealthCondition("bundles.shelf-damaged", HealthSeverity.Error, "bundles", $"Which configurations and prompts are installed cannot be read: {why}", "Install them again: 'edgectl bundle install FILE'.");
    }

    private IEnumerable<HealthCondition> PassedOver()
    {
        if (Kept.FirstOrDefault() is { } newest && _passedOver.TryGetValue(newest.Id, out string? why))
            yield return new HealthCondition("bundle.passed-over", HealthSeverity.Error, $"bundles.{newest.Name}", $"{newest.Name} {newest.Version} is installed, and is not in force: {why}",
                "Mend the device's own file and restart, or install it again.");
    }

    private IEnumerable<HealthCondition> Failed()
    {
        foreach (var last in _entries.GroupBy(entry => entry.Name).Select(group => group.First()))
        {
            if (last.State is not (InstallState.RolledBack or InstallState.Refused)) continue;
            bool isBack = last.State == InstallState.RolledBack;
            yield return new HealthCondition(isBack ? "bundle.rolled-back" : "bundle.refused", HealthSeverity.Warning, $"bundles.{last.Name}",
                $"{last.Name} {last.Version} was {(isBack ? "rolled back" : "refused")}: {last.Reason}", "Publish or install another version of it.");
        }
    }
}
