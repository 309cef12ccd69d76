using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Privacy.Threshold;

/// <summary>One window of time: its groups, in order of what they have in common, and the devices that it has seen.</summary>
internal sealed class ThresholdWindow(KThresholdOptions options, long index)
{
    private readonly List<ThresholdGroup> _groups = [];
    private readonly Dictionary<string, int> _devices = [];

    public long Index => index;

    public IReadOnlyList<ThresholdGroup> Groups => _groups;

    /// <returns>False where there are too many devices or groups.</returns>
    public bool Add(ReadingBatch batch, int row, ReadOnlySpan<int> from, double by)
    {
        if (!_devices.TryGetValue(batch.Device, out int device))
        {
            if (_devices.Count == KThresholdOptions.DevicesMax) return false;
            _devices.Add(batch.Device, device = _devices.Count);
        }
        int at = PlaceOf(by);
        if (at == _groups.Count || _groups[at].By != by)
        {
            if (_groups.Count == KThresholdOptions.GroupsMax) return false;
            _groups.Insert(at, new ThresholdGroup(options, by));
        }
        _groups[at].Add(batch, row, from, device);
        return true;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Index);
        writer.Write((long)_devices.Count);
        foreach (var (device, number) in _devices)
        {
            writer.Write(device);
            writer.Write((long)number);
        }
        writer.Write((long)_groups.Count);
        foreach (var group in _groups) group.Save(writer);
    }

    public static ThresholdWindow Load(KThresholdOptions options, ref StateReader reader)
    {
        var window = new ThresholdWindow(options, reader.ReadInt64());
        for (long left = reader.ReadInt64(); left > 0; left--)
        {
            string device = reader.ReadString();
            long number = reader.ReadInt64();
            if (number is < 0 or >= KThresholdOptions.DevicesMax || !window._devices.TryAdd(device, (int)number)) throw new InvalidDataException("The state's devices are wrong.");
        }
        for (long left = reader.ReadInt64(); left > 0; left--)
        {
            var group = ThresholdGroup.Load(options, ref reader);
            bool isOrdered = window._groups.Count == 0 || group.By > window._groups[^1].By;
            if (!isOrdered || window._groups.Count == KThresholdOptions.GroupsMax) throw new InvalidDataException("The state's groups are wrong.");
            window._groups.Add(group);
        }
        return window;
    }

    private int PlaceOf(double by)
    {
        int low = 0, high = _groups.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_groups[middle].By < by) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
