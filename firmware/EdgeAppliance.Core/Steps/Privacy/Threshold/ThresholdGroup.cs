using System.Numerics;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Steps.Aggregation;

namespace EdgeAppliance.Core.Steps.Privacy.Threshold;

/// <summary>One group of a window: of each channel what its values add up to, and which devices they came from.</summary>
internal sealed class ThresholdGroup
{
    private const int Words = KThresholdOptions.DevicesMax / 64;

    private readonly KThresholdOptions _options;
    private readonly Accumulator[] _totals;

    // Bits, one a device, [channels × words].
    private readonly ulong[] _devices;

    public ThresholdGroup(KThresholdOptions options, double by)
    {
        (_options, By) = (options, by);
        _totals = new Accumulator[options.Channels.Length];
        Array.Fill(_totals, new Accumulator());
        _devices = new ulong[options.Channels.Length * Words];
    }

    /// <summary>What its readings have in common; 0 where there is one group.</summary>
    public double By { get; }

    public void Add(ReadingBatch batch, int row, ReadOnlySpan<int> from, int device)
    {
        for (int c = 0; c < from.Length; c++)
        {
            double value = from[c] < 0 ? double.NaN : batch.Get(row, from[c]);
            if (!double.IsFinite(value)) continue;
            _totals[c].Add(value);
            _devices[c * Words + device / 64] |= 1UL << device % 64;
        }
    }

    /// <summary>Whether any channel has devices and readings enough.</summary>
    public bool HasAny()
    {
        for (int c = 0; c < _totals.Length; c++)
            if (Has(c)) return true;
        return false;
    }

    /// <summary>Writes the results of the channels that have enough; the others' are missing.</summary>
    public void WriteTo(ReadingBatch output, int row)
    {
        int column = 0;
        if (_options.By is not null) output.Set(row, column++, By);
        for (int c = 0; c < _totals.Length; c++)
        {
            bool has = Has(c);
            foreach (var function in _options.Functions) output.Set(row, column++, has ? _totals[c].Result(function) : double.NaN);
            output.Set(row, column++, has ? Devices(c) : double.NaN);
        }
    }

    public void Save(StateWriter writer)
    {
        writer.Write(By);
        foreach (var total in _totals) total.Save(writer);
        foreach (ulong bits in _devices) writer.Write((long)bits);
    }

    public static ThresholdGroup Load(KThresholdOptions options, ref StateReader reader)
    {
        var group = new ThresholdGroup(options, reader.ReadDouble());
        for (int c = 0; c < group._totals.Length; c++) group._totals[c].Load(ref reader);
        for (int i = 0; i < group._devices.Length; i++) group._devices[i] = (ulong)reader.ReadInt64();
        return group;
    }

    private bool Has(int channel) => Devices(channel) >= _options.K && _totals[channel].Result(AggregateFunction.Count) >= _options.Readings;

    private int Devices(int channel)
    {
        int count = 0;
        foreach (ulong bits in _devices.AsSpan(channel * Words, Words)) count += BitOperations.PopCount(bits);
        return count;
    }
}
