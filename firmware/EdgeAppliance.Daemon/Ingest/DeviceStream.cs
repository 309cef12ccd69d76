using EdgeAppliance.Core.Behaviour;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>One device of a source: its name, and the lists of channels it has sent so far. A source whose topics say more than that derives from it.</summary>
internal class DeviceStream(string source, string device)
{
    private readonly Lock _lock = new();
    private volatile PayloadShape[] _shapes = [];

    public string Source { get; } = source;

    public string Device { get; } = device;

    /// <summary>The batch that takes the device's next row. Touched by the accumulator under its lock.</summary>
    public ReadingBatch? Open { get; set; }

    /// <summary>The group that <see cref="Open"/> belongs to. Touched by the accumulator under its lock.</summary>
    public AccumulatorGroup? OpenIn { get; set; }

    /// <summary>The device's keys, where the source has one declared.</summary>
    public DeviceKeys? Keys { get; set; }

    /// <summary>What was found of its behaviour last; another once the rules have changed.</summary>
    public WatchedDevice? Watched { get; set; }

    public PayloadShape? Find(ReadOnlySpan<byte> payload, ReadOnlySpan<Range> names)
    {
        foreach (var shape in _shapes)
            if (shape.Matches(payload, names)) return shape;
        return null;
    }

    /// <returns>False where the device has too many shapes already.</returns>
    public bool TryAdd(PayloadShape shape, int shapesMax)
    {
        lock (_lock)
        {
            if (_shapes.Length >= shapesMax) return false;
            _shapes = [.. _shapes, shape];
            return true;
        }
    }
}
