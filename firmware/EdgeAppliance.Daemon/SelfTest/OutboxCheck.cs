using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Outbox;

namespace EdgeAppliance.Daemon.SelfTest;

/// <summary>2,000 records: 1 committed, 2 there after the store was opened again, 3 half of them acknowledged, 4 the files of an open store
/// taken as a power cut leaves them, torn bytes behind its logs, 5 the other half there, whole and in order.</summary>
internal static class OutboxCheck
{
    private const int Count = 2000;
    private const int CommitCount = 100;
    private const int TornBytes = 5000;

    public static async Task<string> Run(CheckSurroundings around)
    {
        using (var store = StoreCheck.Open(around)) await Commit(store); // 1
        var cut = around with { Folder = Directory.CreateDirectory(Path.Combine(around.Folder, "cut")).FullName };
        using (var store = StoreCheck.Open(around))
        {
            SampleRecords.Expect(store, 1, Count + 1); // 2
            await SampleRecords.Acknowledge(store, Count / 2); // 3
            SampleRecords.Expect(store, Count / 2 + 1, Count + 1);
            foreach (string file in Directory.EnumerateFiles(around.Folder)) File.Copy(file, Path.Combine(cut.Folder, Path.GetFileName(file))); // 4
        }
        Tear(cut.Folder);
        using (var store = StoreCheck.Open(cut)) SampleRecords.Expect(store, Count / 2 + 1, Count + 1); // 5
        return $"{Count} records, opened again, half acknowledged, and the rest whole after a torn write";
    }

    private static async Task Commit(LiteStore store)
    {
        for (int first = 1; first <= Count; first += CommitCount)
            await store.Commit(new PipelineCommit(SampleRecords.Pipeline, first, [SampleRecords.Make(first, CommitCount)], null));
    }

    private static void Tear(string folder)
    {
        byte[] torn = new byte[TornBytes];
        torn.AsSpan().Fill(0xA5);
        foreach (string log in Directory.EnumerateFiles(folder).Where(name => !name.EndsWith(".db", StringComparison.Ordinal)))
        {
            using var file = new FileStream(log, FileMode.Append, FileAccess.Write);
            file.Write(torn);
        }
    }
}
