using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Steps.Aggregation;

/// <summary>The one window that takes readings, where windows do not overlap; its kind says when it ends.</summary>
internal abstract class OpenWindow(AggregateOptions options)
{
    private ChannelTotals[] _channels = [];

    public long NewestUs { get; private set; }

    protected AggregateOptions Options => options;

    protected long Rows { get; private set; }

    protected long StartUs { get; private set; }

    /// <returns>True where the window so far ends before this reading.</returns>
    public abstract bool EndsBefore(long timeUs);

    /// <summary>When a window begins whose first reading is of this time.</summary>
    protected abstract long Start(long timeUs);

    public void Widen(int channels)
    {
        int had = _channels.Length;
        Array.Resize(ref _channels, channels);
        for (int c = had; c < channels; c++) _channels[c] = new ChannelTotals(options.Functions, options.Percentiles);
    }

    /// <returns>True where the window ends with this reading.</returns>
    public bool Add(ReadingBatch batch, int row, ReadOnlySpan<int> from)
    {
        long time = batch.TimesUs[row];
        if (Rows == 0) (StartUs, NewestUs) = (Start(time), time);
        NewestUs = Math.Max(NewestUs, time);
        Rows++;
        for (int c = 0; c < from.Length; c++)
            if (from[c] >= 0) _channels[c].Add(batch.Get(row, from[c]));
        return Rows == options.Size.Rows;
    }

    /// <summary>Writes the results of all channels and begins anew.</summary>
    public void Close(ReadingBatch output)
    {
        int row = output.AddRow(NewestUs);
        int column = 0;
        foreach (var channel in _channels)
        {
            channel.WriteTo(output, row, ref column);
            channel.Clear();
        }
        Rows = 0;
    }

    public void Save(StateWriter writer)
    {
        writer.Write(Rows);
        writer.Write(StartUs);
        writer.Write(NewestUs);
        foreach (var channel in _channels) channel.Save(writer);
    }

    public void Load(ref StateReader reader)
    {
        Rows = reader.ReadInt64();
        StartUs = reader.ReadInt64();
        NewestUs = reader.ReadInt64();
        foreach (var channel in _channels) channel.Load(ref reader);
    }
}
