namespace EdgeAppliance.Core.Steps.Reduction;

/// <summary>The keys of the newest readings that were handed on, each with its time, up to a limit. The oldest make room.</summary>
internal sealed class RecentKeys
{
    private readonly int _keysMax;
    private readonly long[] _timesUs;
    private readonly long[] _keys;
    private readonly long[] _key;

    // The newest place of a key by its hash. Two keys of one hash: the older is forgotten, and handed on once more.
    private readonly Dictionary<long, int> _places;
    private int _start;
    private int _count;

    public RecentKeys(int channels, int keysMax)
    {
        _keysMax = Math.Clamp(StepLimits.ValuesMax / channels, 1, keysMax);
        (_timesUs, _keys, _key) = (new long[_keysMax], new long[_keysMax * channels], new long[channels]);
        _places = new Dictionary<long, int>(_keysMax + 1);
    }

    /// <summary>Sets one part of the key that is asked for next.</summary>
    public void Set(int part, double value) => _key[part] = double.IsNaN(value) ? long.MaxValue : BitConverter.DoubleToInt64Bits(value == 0 ? 0 : value);

    public void Set(int part, long value) => _key[part] = value;

    /// <returns>False where the key was there already, less than so long before or behind.</returns>
    public bool Add(long timeUs, long withinUs)
    {
        long hash = Hash(_key);
        if (_places.TryGetValue(hash, out int place) && KeyAt(place).SequenceEqual(_key) && Math.Abs(timeUs - _timesUs[place]) < withinUs) return false;
        if (_count == _keysMax) DropOldest();
        place = Place(_count++);
        _timesUs[place] = timeUs;
        _key.CopyTo(KeyAt(place));
        _places[hash] = place;
        return true;
    }

    public void DropUntil(long timeUs)
    {
        while (_count > 0 && _timesUs[_start] <= timeUs) DropOldest();
    }

    public void Clear()
    {
        (_start, _count) = (0, 0);
        _places.Clear();
    }

    public void Save(StateWriter writer)
    {
        writer.Write((long)_count);
        for (int i = 0; i < _count; i++)
        {
            writer.Write(_timesUs[Place(i)]);
            foreach (long part in KeyAt(Place(i))) writer.Write(part);
        }
    }

    public void Load(ref StateReader reader)
    {
        Clear();
        long count = reader.ReadInt64();
        if (count < 0 || count > _keysMax) throw new InvalidDataException($"The state has {count} keys where {_keysMax} are the limit.");
        for (long i = 0; i < count; i++)
        {
            long time = reader.ReadInt64();
            for (int part = 0; part < _key.Length; part++) _key[part] = reader.ReadInt64();
            Add(time, 0);
        }
    }

    private int Place(int index) => (_start + index) % _keysMax;

    private Span<long> KeyAt(int place) => _keys.AsSpan(place * _key.Length, _key.Length);

    private void DropOldest()
    {
        long hash = Hash(KeyAt(_start));
        if (_places.TryGetValue(hash, out int place) && place == _start) _places.Remove(hash);
        _start = Place(1);
        _count--;
    }

    // The same in every process, so that a replay forgets the same keys.
    private static long Hash(ReadOnlySpan<long> key)
    {
        ulong hash = 0x9E3779B97F4A7C15;
        foreach (long part in key)
        {
            hash = (hash ^ (ulong)part) * 0xBF58476D1CE4E5B9;
            hash ^= hash >> 29;
        }
        return (long)hash;
    }
}
