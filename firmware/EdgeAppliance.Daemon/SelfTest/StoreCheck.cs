using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>What is stored is there after the store was closed and opened again: readings, a pipeline's progress, records.</summary>
internal static class StoreCheck
{
    private const int Rows = 3;

    public static async Task<string> Run(CheckSurroundings around)
    {
        using (var store = Open(around))
        {
            await store.Append(Readings());
            await store.Commit(new PipelineCommit(SampleRecords.Pipeline, Rows, [SampleRecords.Make(1, 2)], [42]));
        }
        using (var store = Open(around))
        {
            double sum = 0;
            store.Read(0, Rows, batch => sum += System.Numerics.Tensors.TensorPrimitives.Sum(batch.Column(0)));
            CheckFailedException.Unless(sum == 6, $"the readings 1, 2, 3 are read as a sum of {sum}");
            var progress = store.Progress(SampleRecords.Pipeline);
            CheckFailedException.Unless(progress is { Cursor: Rows, Snapshot: [42] }, "the pipeline's progress is not there");
            SampleRecords.Expect(store, 1, 3);
            await SampleRecords.Acknowledge(store, 2);
            SampleRecords.Expect(store, 1, 1);
        }
        return $"{Rows} readings, a snapshot and 2 records, opened again";
    }

    public static LiteStore Open(CheckSurroundings around)
    {
        var store = LiteStore.Open(new LiteStoreOptions(new KernelDisk(around.Folder)), NullLogger.Instance, around.Time);
        if (store.Conditions is not [var condition, ..]) return store;
        store.Dispose();
        throw new CheckFailedException($"{condition.Code}: {condition.Text}");
    }

    private static ReadingBatch Readings()
    {
        var batch = ReadingBatch.Rent("self-test", "device", new ChannelSet("temp"), Rows);
        for (int row = 0; row < Rows; row++) batch.Set(batch.AddRow(row), 0, row + 1);
        return batch;
    }
}
