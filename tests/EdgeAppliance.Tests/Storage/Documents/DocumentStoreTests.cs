using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.Tests.Storage.Documents;

public sealed class DocumentStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Open_AfterClose_FindsWhatWasCommitted()
    {
        using (var store = Opened()) store.Commit(work => work.Insert("things", Thing(1)));
        using var again = Opened();
        Assert.Equal(1000, Find(again, 1)!["b"].AsBinary.Length);
    }

    [Fact]
    public void Open_AfterCheckpoint_FindsWhatWasCommitted()
    {
        using (var store = Opened())
        {
            store.Commit(work => work.Insert("things", Thing(1)));
            Assert.True(store.Checkpoint(idle: true));
            Assert.Equal(0, store.LogPages);
        }
        using var again = Opened();
        Assert.NotNull(Find(again, 1));
    }

    [Fact]
    public void Commit_WorkThrows_KeepsNothingAndReopens()
    {
        using var store = Opened();
        store.Commit(work => work.Insert("things", Thing(1)));
        Assert.Throws<StoreDamagedException>(() => store.Commit(work =>
        {
            work.Insert("things", Thing(2));
            throw new InvalidOperationException("no");
        }));
        Assert.False(store.IsOpen);
        store.Open();
        Assert.NotNull(Find(store, 1));
        Assert.Null(Find(store, 2));
    }

    [Fact]
    public void Open_FlippedBitInTheLog_DropsThatTransactionOnly()
    {
        long pages;
        using (var store = Opened())
        {
            store.Commit(work => work.Insert("things", Thing(1)));
            pages = store.LogPages;
            store.Commit(work => work.Insert("things", Thing(2)));
        }
        Flip("store.log", LogFrame.Offset(pages) + 500);
        using var again = Opened();
        Assert.NotNull(Find(again, 1));
        Assert.Null(Find(again, 2));
    }

    [Fact]
    public void Open_DataFileOfGarbage_SaysDamaged()
    {
        using (var store = Opened()) store.Commit(work => work.Insert("things", Thing(1)));
        var garbage = new byte[5 * LitePage.Bytes];
        new Random(1).NextBytes(garbage);
        File.WriteAllBytes(Path.Combine(_folder.FullName, "store.db"), garbage);
        File.Delete(Path.Combine(_folder.FullName, "store.log"));
        using var again = new DocumentStore(new KernelDisk(_folder.FullName), "store");
        Assert.Throws<StoreDamagedException>(again.Open);
    }

    /// <summary>The log relies on three fields of LiteDB's page header; another version of LiteDB may have moved them.</summary>
    [Fact]
    public void Commit_Pages_CarryNumberTransactionAndConfirmation()
    {
        using (var store = Opened()) store.Commit(work => work.Insert("things", Thing(1)));
        var log = File.ReadAllBytes(Path.Combine(_folder.FullName, "store.log"));
        int frames = (log.Length - LogFrame.FirstOffset) / LogFrame.Bytes;
        var last = log.AsSpan((int)LogFrame.Offset(frames - 1) + LogFrame.HeaderBytes, LitePage.Bytes);
        var first = log.AsSpan((int)LogFrame.Offset(frames - 2) + LogFrame.HeaderBytes, LitePage.Bytes);
        Assert.True(LitePage.IsConfirmed(last));
        Assert.False(LitePage.IsConfirmed(first));
        Assert.Equal(LitePage.Transaction(first), LitePage.Transaction(last));
        Assert.InRange(LitePage.Number(first), 0u, 10u);
    }

    private static BsonDocument Thing(int id) => new() { ["_id"] = id, ["b"] = new byte[1000] };

    private static BsonDocument? Find(DocumentStore store, int id)
    {
        var found = new BsonDocument?[1];
        store.TryRead((found, id), static (read, at) => at.found[0] = read.Find("things", at.id));
        return found[0];
    }

    private DocumentStore Opened()
    {
        var store = new DocumentStore(new KernelDisk(_folder.FullName), "store");
        store.Open();
        return store;
    }

    private void Flip(string file, long offset)
    {
        string path = Path.Combine(_folder.FullName, file);
        var bytes = File.ReadAllBytes(path);
        bytes[offset] ^= 1;
        File.WriteAllBytes(path, bytes);
    }
}
