using System.Diagnostics;
using EdgeAppliance.Bench.Harness;
using EdgeAppliance.Bench.Stores;
using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Bench.Models;

/// <summary>What a pipeline costs a window beside the model itself: from a stored batch through window, infer and alarm to the packed record,
/// against ONNX Runtime in a loop with tensors bound once, on the same windows, a round of one after a round of the other.</summary>
internal sealed class OverheadBench : IBench
{
    private const double MostRatio = 1.10;
    private const int BatchRows = 64;

    public string Name => "overhead";

    public string Summary => "pipeline time a window, beside ONNX Runtime in a bare loop";

    public Task RunAsync(BenchRun run)
    {
        foreach (string name in (string[])["host-anomaly", "pump-anomaly"]) Measure(run, ShippedModel.Open(run.Root, name));
        return Task.CompletedTask;
    }

    private static void Measure(BenchRun run, ShippedModel model)
    {
        int rounds = run.Options.Integer("rounds", 31, smoke: 1);
        int batches = run.Options.Integer("windows", 6400, smoke: 640) / BatchRows;
        using var bare = new BareModel(model.Folder);
        float[][] windows = [.. Enumerable.Range(0, 4 * BatchRows).Select(i => model.Window(i))];
        using var models = BenchPipeline.Models(run.Root, run.Time);
        var store = new MemoryStore();
        using var runner = new PipelineRunner(BenchPipeline.Options(model.Steps(), models), store, run.Time);
        ReadingBatch[] readings = [.. Enumerable.Range(0, 4).Select(i => Batch(model, i * BatchRows))];
        Feed(runner, store, readings, batches);
        Loop(bare, windows, batches);

        var (ours, theirs, ratios) = (new List<double>(), new List<double>(), new List<double>());
        long allocated = 0;
        for (int round = 0; round < rounds; round++)
        {
            theirs.Add(Loop(bare, windows, batches));
            long before = GC.GetAllocatedBytesForCurrentThread();
            ours.Add(Feed(runner, store, readings, batches));
            allocated += GC.GetAllocatedBytesForCurrentThread() - before;
            ratios.Add(ours[^1] / theirs[^1]);
        }
        if (runner.Condition is { } wrong) throw new InvalidOperationException(wrong.Text);
        run.Report($"{model.Manifest.Name}: bare loop", Statistics.Median(theirs), "µs/window");
        run.Report($"{model.Manifest.Name}: pipeline", Statistics.Median(ours), "µs/window");
        run.Report($"{model.Manifest.Name}: pipeline to bare loop", Statistics.Median(ratios), "ratio", Bar.AtMost(MostRatio));
        run.Report($"{model.Manifest.Name}: pipeline, allocated", (double)allocated / rounds / batches / BatchRows, "bytes/window");
    }

    private static ReadingBatch Batch(ShippedModel model, long number)
    {
        var batch = ReadingBatch.Rent(BenchPipeline.Source, "device", model.Channels, BatchRows);
        model.Fill(batch, number, 1_700_000_000_000_000 + number * 100_000, 100_000);
        return batch;
    }

    private static double Feed(PipelineRunner runner, MemoryStore store, ReadingBatch[] readings, int batches)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < batches; i++)
        {
            var batch = readings[i % readings.Length];
            batch.Retain();
            store.Pass(batch);
            while (runner.Advance())
            {
            }
        }
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / batches / BatchRows;
    }

    private static double Loop(BareModel bare, float[][] windows, int batches)
    {
        long start = Stopwatch.GetTimestamp();
        for (int i = 0; i < batches * BatchRows; i++)
            if (!float.IsFinite(bare.Run(windows[i % windows.Length]))) throw new InvalidOperationException("The model gave no number.");
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / batches / BatchRows;
    }
}
