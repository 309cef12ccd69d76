using EdgeAppliance.Storage.Documents;

namespace EdgeAppliance.SimulationTests.Disks;

/// <summary>A disk in memory that records what is done to it, and that can be full, read-only, or fail its syncs.</summary>
internal sealed class SimulatedDisk : IDisk
{
    private readonly object _gate = new();
    private readonly Dictionary<string, SimulatedFile> _files = [];
    private readonly List<DiskEvent> _events = [];
    private long _nextSync;

    public SimulatedDisk()
    {
    }

    public SimulatedDisk(IEnumerable<KeyValuePair<string, byte[]>> contents)
    {
        foreach (var (name, bytes) in contents) _files[name] = new SimulatedFile(this, name, bytes);
    }

    /// <summary>Where false, as on the disks of most tests, nothing is recorded.</summary>
    public bool Records { get; init; }

    /// <summary>All files together grow to this and no further.</summary>
    public long BytesMax { get; set; } = long.MaxValue;

    public DiskSpace Space()
    {
        lock (_gate) return new DiskSpace(BytesMax - _files.Values.Sum(file => file.Length), BytesMax);
    }

    public bool ReadOnly { get; set; }

    public bool SyncFails { get; set; }

    public IReadOnlyList<DiskEvent> Events => _events;

    public void Mark(string what, long id) => Record(new DiskEvent(DiskEventKind.Mark, what, 0, [], id));

    public byte[] Contents(string name)
    {
        lock (_gate) return _files[name].ToArray();
    }

    public IDiskFile Open(string name)
    {
        lock (_gate)
        {
            if (_files.TryGetValue(name, out var file)) return new SimulatedHandle(file);
            if (ReadOnly) throw new IOException("Read-only file system");
            Record(new DiskEvent(DiskEventKind.Create, name, 0, [], 0));
            return new SimulatedHandle(_files[name] = new SimulatedFile(this, name, []));
        }
    }

    public bool Exists(string name)
    {
        lock (_gate) return _files.ContainsKey(name);
    }

    public void Move(string from, string to)
    {
        lock (_gate)
        {
            if (_files.ContainsKey(to)) throw new IOException($"'{to}' exists");
            var bytes = _files[from].ToArray();
            _files.Remove(from);
            _files[to] = new SimulatedFile(this, to, bytes);
            Record(new DiskEvent(DiskEventKind.Move, from, 0, System.Text.Encoding.UTF8.GetBytes(to), 0));
        }
    }

    public IReadOnlyList<string> Folders(string name)
    {
        lock (_gate)
        {
            var within = _files.Keys.Where(file => file.StartsWith(name + "/", StringComparison.Ordinal)).Select(file => file[(name.Length + 1)..]);
            return [.. within.Where(file => file.Contains('/')).Select(file => file[..file.IndexOf('/')]).Distinct().Order(StringComparer.Ordinal)];
        }
    }

    public void Delete(string name)
    {
        lock (_gate)
        {
            foreach (string file in _files.Keys.Where(file => file == name || file.StartsWith(name + "/", StringComparison.Ordinal)).ToList())
            {
                _files.Remove(file);
                Record(new DiskEvent(DiskEventKind.Delete, file, 0, [], 0));
            }
        }
    }

    internal long NextSync() => Interlocked.Increment(ref _nextSync);

    internal void Record(DiskEvent happened)
    {
        if (!Records) return;
        lock (_gate) _events.Add(happened);
    }

    /// <exception cref="IOException">The disk is read-only, or has no room for that many bytes more.</exception>
    internal void CheckRoom(long moreBytes)
    {
        if (ReadOnly) throw new IOException("Read-only file system");
        if (moreBytes <= 0 || BytesMax == long.MaxValue) return;
        lock (_gate)
        {
            long total = moreBytes;
            foreach (var file in _files.Values) total += file.Length;
            if (total > BytesMax) throw new IOException("No space left on device");
        }
    }
}
