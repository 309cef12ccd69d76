namespace EdgeAppliance.Core.Behaviour;

/// <summary>Watches how the devices of all sources behave. Any thread calls, but one at a time sweeps, saves or changes the rules.</summary>
public sealed class BehaviourWatch
{
    /// <summary>Of all sources together: what is kept of a device is some 600 bytes.</summary>
    public const int DevicesMaxUsual = 100_000;

    /// <summary>Devices whose anomalies are told one by one; of more only their number.</summary>
    public const int NamedMax = 64;

    private static readonly TimeSpan s_forgottenAfter = TimeSpan.FromDays(30);

    private readonly TimeProvider _time;
    private readonly int _devicesMax;
    private readonly long _startedAt;
    private volatile BehaviourTable _table;

    // The sweep's.
    private readonly List<WatchedDevice> _named = [];
    private volatile BehaviourState _state = BehaviourState.None;

    public BehaviourWatch(TimeProvider time, int devicesMax = DevicesMaxUsual)
    {
        _time = time;
        _devicesMax = devicesMax;
        _startedAt = time.GetTimestamp();
        _table = new BehaviourTable([], devicesMax);
    }

    /// <summary>As of the last sweep.</summary>
    public BehaviourState State => _state;

    /// <summary>Ticks of 100 ns since a second before the start: 0 stands for never.</summary>
    internal long Now => _time.GetElapsedTime(_startedAt).Ticks + TimeSpan.TicksPerSecond;

    internal BehaviourTable Table => _table;

    public BehaviourSource Of(string source) => new(this, source);

    /// <summary>Judges by these rules from now on; the first that covers a device is its. What was learnt goes on where it still is learnt.</summary>
    public void Use(IReadOnlyList<BehaviourRules> rules)
    {
        var memories = Memories();
        var next = new BehaviourTable(rules, _devicesMax);
        Restore(next, memories);
        _table = next;
        Sweep();
    }

    /// <summary>Notices what time alone brings about. Call it once a second.</summary>
    /// <returns>Whether what <see cref="Save"/> writes has changed.</returns>
    public bool Sweep()
    {
        var table = _table;
        long now = Now;
        bool isChanged = false;
        var counts = new BehaviourCounts();
        _named.RemoveAll(device => device.Table != table);
        foreach (var device in table.Devices)
        {
            bool isAnomalous = device.Sweep(now, ref counts);
            if (isAnomalous != device.IsNamed) Name(device);
            isChanged |= device.IsChanged;
            if (now > s_forgottenAfter.Ticks && device.TryForget(now - s_forgottenAfter.Ticks)) table.Forget(device);
        }
        _state = new BehaviourState([.. _named.Select(device => device.Report(now))], counts.Anomalous, table.Count)
        {
            Learning = counts.Learning, Throttled = counts.Throttled, Quarantined = counts.Quarantined, Refused = counts.Refused, TooMany = table.TooMany,
        };
        return isChanged;
    }

    /// <returns>Those that are learnt, or that behave unlike themselves, at most so many.</returns>
    public IReadOnlyList<BehaviourReport> Reports(int most) =>
        [.. _table.Devices.Select(device => device.Report(Now)).OrderByDescending(report => report.Gate).ThenByDescending(report => report.Anomalies.Count)
            .ThenBy(report => report.Source, StringComparer.Ordinal).ThenBy(report => report.Device, StringComparer.Ordinal).Take(most)];

    /// <summary>Takes a device's readings again, whatever it did.</summary>
    /// <returns>False where no device of this name is watched.</returns>
    public bool Release(string device) => Each(device, watched => watched.Release());

    /// <summary>Takes nothing of a device from now on.</summary>
    /// <inheritdoc cref="Release"/>
    public bool Quarantine(string device) => Each(device, watched => watched.Quarantine(Now));

    /// <summary>Releases a device, forgets what it is like, and learns it anew.</summary>
    /// <inheritdoc cref="Release"/>
    public bool Relearn(string device) => Each(device, watched => watched.Relearn());

    /// <returns>What <see cref="Load"/> reads.</returns>
    public byte[] Save() => BehaviourFormat.Write(Memories(), _time.GetUtcNow());

    /// <summary>Goes on where it was saved. Call it behind <see cref="Use"/>.</summary>
    /// <exception cref="InvalidDataException">It was not, or is damaged.</exception>
    public void Load(ReadOnlySpan<byte> saved)
    {
        Restore(_table, BehaviourFormat.Read(saved, _time.GetUtcNow()));
        Sweep();
    }

    // Those that were told first stay: a list that changes tells nobody anything.
    private void Name(WatchedDevice device)
    {
        if (device.IsNamed) _named.Remove(device);
        else if (_named.Count < NamedMax) _named.Add(device);
        else return;
        device.IsNamed = !device.IsNamed;
    }

    private List<BehaviourMemory> Memories()
    {
        var memories = new List<BehaviourMemory>();
        foreach (var device in _table.Devices)
            if (device.Memory(Now) is { } memory) memories.Add(memory);
        return memories;
    }

    private void Restore(BehaviourTable table, List<BehaviourMemory> memories)
    {
        foreach (var memory in memories)
            if (table.Find(memory.Source, memory.Device) is { Device.Length: > 0 } device) device.Restore(memory, Now);
    }

    private bool Each(string device, Action<WatchedDevice> act)
    {
        bool isAny = false;
        foreach (var watched in _table.Named(device))
        {
            act(watched);
            isAny = true;
        }
        return isAny;
    }
}
