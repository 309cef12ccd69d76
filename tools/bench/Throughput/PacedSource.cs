using EdgeAppliance.Bench.Models;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Core.Time;

namespace EdgeAppliance.Bench.Throughput;

/// <summary>Devices that give readings at a steady rate, or as fast as they are processed, and store them.</summary>
internal sealed class PacedSource(ShippedModel model, IStore store, TimeProvider time)
{
    public const int Devices = 8;
    private const int RowsMax = 256;

    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(10);

    private readonly long[] _numbers = new long[Devices];
    private long _stored;

    /// <summary>Readings handed to the store so far.</summary>
    public long Handed { get; private set; }

    public long Stored => Interlocked.Read(ref _stored);

    /// <summary>Gives readings until it is told to stop.</summary>
    /// <param name="perSecond">Of all devices together.</param>
    public async Task Run(int perSecond, CancellationToken stop)
    {
        long start = time.GetTimestamp();
        long before = Handed;
        using var timer = new PeriodicTimer(Tick, time);
        while (!stop.IsCancellationRequested)
        {
            long due = (long)(time.GetElapsedTime(start).TotalSeconds * perSecond) - (Handed - before);
            int rows = (int)Math.Min(due / Devices, RowsMax);
            if (rows > 0) Give(rows);
            if (rows < RowsMax) await timer.WaitForNextTickAsync(CancellationToken.None);
        }
    }

    /// <summary>Gives <paramref name="rows"/> readings of each device.</summary>
    public void Give(int rows)
    {
        long nowUs = time.NowUs();
        for (int device = 0; device < Devices; device++)
        {
            var batch = ReadingBatch.Rent(BenchPipeline.Source, Names[device], model.Channels, rows);
            model.Fill(batch, _numbers[device], nowUs, 1);
            _numbers[device] += rows;
            Handed += rows;
            Observe(store.Append(batch), rows);
        }
    }

    private static readonly string[] Names = [.. Enumerable.Range(0, Devices).Select(i => $"device-{i}")];

    private void Observe(Task stored, int rows) => stored.ContinueWith(
        static (task, state) =>
        {
            var (source, count) = ((PacedSource, int))state!;
            if (task.IsCompletedSuccessfully) Interlocked.Add(ref source._stored, count);
        },
        (this, rows), TaskScheduler.Default);
}
