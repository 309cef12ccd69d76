using System.Collections.Concurrent;

namespace EdgeAppliance.Core.Behaviour;

/// <summary>The devices that one configuration's rules have met. Any thread looks up.</summary>
internal sealed class BehaviourTable
{
    private readonly IReadOnlyList<BehaviourRules> _rules;
    private readonly int _devicesMax;
    private readonly ConcurrentDictionary<(string Source, string Device), WatchedDevice> _devices = new();
    private readonly WatchedDevice _unwatched;
    private int _count;
    private long _tooMany;

    /// <param name="devicesMax">Devices that are watched; those beyond are not.</param>
    public BehaviourTable(IReadOnlyList<BehaviourRules> rules, int devicesMax)
    {
        _rules = rules;
        _devicesMax = devicesMax;
        _unwatched = new WatchedDevice(this, null, "", "");
    }

    public IEnumerable<WatchedDevice> Devices
    {
        get
        {
            // Unlike Values, this takes no copy.
            foreach (var (_, device) in _devices) yield return device;
        }
    }

    public int Count => Volatile.Read(ref _count);

    /// <summary>Look-ups of devices that are not watched since there are too many.</summary>
    public long TooMany => Interlocked.Read(ref _tooMany);

    public WatchedDevice Find(string source, string device)
    {
        if (_rules.Count == 0) return _unwatched;
        if (_devices.TryGetValue((source, device), out var known)) return known;
        if (RulesOf(source, device) is not { } rules) return _unwatched;
        if (Interlocked.Increment(ref _count) > _devicesMax)
        {
            Interlocked.Decrement(ref _count);
            Interlocked.Increment(ref _tooMany);
            return _unwatched;
        }
        var made = new WatchedDevice(this, rules, source, device);
        var found = _devices.GetOrAdd((source, device), made);
        if (found != made) Interlocked.Decrement(ref _count);
        return found;
    }

    /// <summary>Devices of this name, of any source.</summary>
    public IEnumerable<WatchedDevice> Named(string device)
    {
        foreach (var (key, watched) in _devices)
            if (key.Device == device) yield return watched;
    }

    public void Forget(WatchedDevice device)
    {
        if (_devices.TryRemove((device.Source, device.Device), out _)) Interlocked.Decrement(ref _count);
    }

    private BehaviourRules? RulesOf(string source, string device)
    {
        foreach (var rules in _rules)
            if (rules.Covers(source, device)) return rules;
        return null;
    }
}
