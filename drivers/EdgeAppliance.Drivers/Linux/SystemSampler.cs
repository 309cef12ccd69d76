using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Linux.Disk;
using EdgeAppliance.Drivers.Linux.Hwmon;
using EdgeAppliance.Drivers.Linux.Network;
using EdgeAppliance.Drivers.Linux.Pressure;
using EdgeAppliance.Drivers.Linux.Proc;
using EdgeAppliance.Drivers.Linux.Processor;
using EdgeAppliance.Drivers.Linux.Thermal;

namespace EdgeAppliance.Drivers.Linux;

/// <summary>All probes as one row: the base channels first, in their order, then what else this machine has. A sample allocates
/// nothing. Used by one thread.</summary>
internal sealed class SystemSampler : IDisposable
{
    public const int ChannelsMax = 256;

    // Two samples in the same tick of the clock must not divide by nothing.
    private const double SecondsMin = 1e-3;

    private readonly TimeProvider _time;
    private readonly Probe[] _probes;
    private readonly int[] _places;
    private readonly double[] _scratch;
    private long _before;

    /// <param name="root">Where <c>proc</c> and <c>sys</c> lie: <c>/</c>, or a recorded tree.</param>
    public SystemSampler(string root, TimeProvider time)
    {
        _time = time;
        _probes =
        [
            new KernelProbe(root), new MemoryProbe(root), new PressureProbe(root), new DiskProbe(root), new InterfaceProbe(root),
            new ThrottleProbe(root), new RaspberryPiProbe(root), new AttributeProbe(Frequencies.Find(root)),
            new AttributeProbe(ThermalZones.Find(root)), new AttributeProbe(HwmonSensors.Find(root)),
        ];
        var names = new List<string>(SystemChannels.Base);
        _places = PlaceAll(names);
        Channels = new ChannelSet([.. names]);
        _scratch = new double[_places.Length];
        _before = time.GetTimestamp();
        // Rates are since the sample before, so the first one only looks.
        foreach (var probe in _probes) probe.Sample(1, _scratch.AsSpan(0, probe.Channels.Count));
    }

    public ChannelSet Channels { get; }

    /// <param name="row">One value a channel.</param>
    /// <returns>Values that the kernel did not give, which are NaN.</returns>
    public int Sample(Span<double> row)
    {
        long now = _time.GetTimestamp();
        double seconds = Math.Max(SecondsMin, _time.GetElapsedTime(_before, now).TotalSeconds);
        _before = now;
        int first = 0;
        foreach (var probe in _probes)
        {
            probe.Sample(seconds, _scratch.AsSpan(first, probe.Channels.Count));
            first += probe.Channels.Count;
        }
        int missing = 0;
        for (int i = 0; i < _places.Length; i++)
        {
            if (_places[i] < 0) continue;
            row[_places[i]] = _scratch[i];
            if (double.IsNaN(_scratch[i])) missing++;
        }
        return missing;
    }

    public void Dispose()
    {
        foreach (var probe in _probes) probe.Dispose();
    }

    private int[] PlaceAll(List<string> names)
    {
        var places = new List<int>();
        foreach (var probe in _probes)
            foreach (string channel in probe.Channels) places.Add(Place(channel, names));
        return [.. places];
    }

    private static int Place(string channel, List<string> names)
    {
        int known = names.IndexOf(channel);
        if (known >= 0 && known < SystemChannels.Base.Count) return known;
        if (names.Count == ChannelsMax) return -1;
        string unique = channel;
        for (int n = 2; names.Contains(unique); n++) unique = $"{channel}_{n}";
        names.Add(unique);
        return names.Count - 1;
    }
}
