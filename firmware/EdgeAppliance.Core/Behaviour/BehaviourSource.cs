using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Core.Behaviour;

/// <summary>The watch over one source's devices, where its readings are gathered.</summary>
public sealed class BehaviourSource
{
    private const int ValueBytes = 8;

    private readonly BehaviourWatch _watch;
    private readonly string _source;

    internal BehaviourSource(BehaviourWatch watch, string source) => (_watch, _source) = (watch, source);

    public long Now => _watch.Now;

    /// <param name="known">What was found before, or null: as long as it holds nothing is looked up.</param>
    public WatchedDevice Find(string device, WatchedDevice? known) => known is not null && known.Table == _watch.Table ? known : _watch.Table.Find(_source, device);

    /// <summary>A sink before another, for sources that nobody can refuse anything: what a device may not send is dropped and counted.</summary>
    public ReadingSink Before(ReadingSink sink) => batch =>
    {
        var device = Find(batch.Device, null);
        if (!device.IsWatched) return sink(batch);
        var taken = Judge(device, batch);
        return taken is null ? Task.CompletedTask : sink(taken);
    };

    /// <returns>What of the batch is taken; null for nothing. What is not returned is released.</returns>
    private ReadingBatch? Judge(WatchedDevice device, ReadingBatch batch)
    {
        long now = Now;
        Span<double> values = batch.Channels.Count <= 256 ? stackalloc double[batch.Channels.Count] : new double[batch.Channels.Count];
        ReadingBatch? some = null;
        int taken = 0;
        for (int row = 0; row < batch.Count; row++)
        {
            if (device.Admit(now) != BehaviourGate.Open)
            {
                if (some is null && taken == row) some = Copy(batch, taken);
                continue;
            }
            taken++;
            int bytes = 0;
            for (int c = 0; c < values.Length; c++)
            {
                values[c] = batch.Get(row, c);
                if (!double.IsNaN(values[c])) bytes += ValueBytes;
            }
            device.Observe(batch.Channels, values, bytes, now);
            some?.AddRow(batch.TimesUs[row], values);
        }
        if (some is null) return batch;
        batch.Release();
        if (taken > 0) return some;
        some.Release();
        return null;
    }

    private static ReadingBatch Copy(ReadingBatch batch, int rows)
    {
        var copy = ReadingBatch.Rent(batch.Source, batch.Device, batch.Channels, batch.Count, batch.MayLinger, batch.Cleared);
        for (int row = 0; row < rows; row++)
        {
            copy.AddRow(batch.TimesUs[row]);
            for (int c = 0; c < batch.Channels.Count; c++) copy.Set(row, c, batch.Get(row, c));
        }
        return copy;
    }
}
