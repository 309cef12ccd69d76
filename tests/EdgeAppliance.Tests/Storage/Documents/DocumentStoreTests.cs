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
        using (var store = Opened()) store.Commit(work => work.Insert(Thing(1)));
        using var again = Opened();
        Assert.Equal(1000, Find(again, 1)!["b"].AsBinary.Length);
    }

    [Fact]
    public void Open_AfterCheckpoint_FindsWhatWasCommitted()
    {
        using (var store = Opened())
        {
            store.Commit(work => work.Insert(Thing(1)));
            store.FlushAll();
            Assert.Equal(0, store.LogPages);
        }
        using var again = Opened();
        Assert.NotNull(Find(again, 1));
    }

    [Fact]
    public void Commit_WorkThrows_KeepsNothingAndReopens()
    {
        using var store = Opened();
        store.Commit(work => work.Insert(Thing(1)));
        Assert.Throws<StoreDamagedException>(() => store.Commit(work =>
        {
            work.Insert(Thing(2));
            throw new InvalidOperationException("no");
        }));
        Assert.False(store.IsOpen);
        store.Open();
        Assert.NotNull(Find(store, 1));
        Assert.Null(Find(store, 2));
    }

    /// <summary>It looks like a commit that was cut short, which nobody was told of.</summary>
    [Fact]
    public void Open_FlippedBitInTheLastEntry_DropsThatCommitOnly()
    {
        using (var store = Opened())
        {
            store.Commit(work => work.Insert(Thing(1)));
            store.Commit(work => work.Insert(Thing(2)));
        }
        Flip("store.journal-1", EntryBytes + 500);
        using var again = Opened();
        Assert.NotNull(Find(again, 1));
        Assert.Null(Find(again, 2));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(500)]
    [InlineData(EntryBytes + 500)]
    public void Open_FlippedBitBeforeAnotherEntry_SaysDamaged(long offset)
    {
        using (var store = Opened())
            for (int i = 1; i <= 3; i++) store.Commit(work => work.Insert(Thing(i)));
        Flip("store.journal-1", offset);
        using var again = new DocumentStore(new KernelDisk(_folder.FullName), "store");
        Assert.Throws<StoreDamagedException>(again.Open);
    }

    [Fact]
    public void Open_JournalIsGone_SaysDamaged()
    {
        using (var store = Opened())
        {
            store.Commit(work => work.Insert(Thing(1)));
            store.FlushAll();
            store.Commit(work => work.Insert(Thing(2)));
        }
        File.Delete(Path.Combine(_folder.FullName, "store.journal-0"));
        using var again = new DocumentStore(new KernelDisk(_folder.FullName), "store");
        Assert.Throws<StoreDamagedException>(again.Open);
    }

    /// <summary>What comes and goes costs LiteDB nothing, and what stays is in it once there is much.</summary>
    [Fact]
    public void Commit_MoreThanTheMemtableHolds_GoesIntoLiteDb()
    {
        using (var store = new DocumentStore(new KernelDisk(_folder.FullName), "store") { Sizes = new StoreSizes { MemtableBytesMax = 20_000, JournalBytesMax = 50_000 } })
        {
            store.Open();
            for (int i = 1; i <= 200; i++)
            {
                store.Commit(work => work.Insert(Thing(i)));
                if (i > 100) store.Commit(work => Assert.True(work.Delete(i - 100)));
                Assert.NotNull(Find(store, i));
                Assert.Equal(Math.Min(i, 100), Count(store));
                Assert.Equal(Math.Min(i, 150), Last(store, 150));
            }
        }
        using var again = Opened();
        Assert.Equal(100, Count(again));
        Assert.Null(Find(again, 100));
    }

    [Fact]
    public void Open_DataFileOfGarbage_SaysDamaged()
    {
        using (var store = Opened()) store.Commit(work => work.Insert(Thing(1)));
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
        using (var store = Opened())
        {
            store.Commit(work => work.Insert(Thing(1)));
            store.FlushAll();
        }
        var log = File.ReadAllBytes(Path.Combine(_folder.FullName, "store.log"));
        int frames = (log.Length - LogFrame.FirstOffset) / LogFrame.Bytes;
        var last = log.AsSpan((int)LogFrame.Offset(frames - 1) + LogFrame.HeaderBytes, LitePage.Bytes);
        var first = log.AsSpan((int)LogFrame.Offset(frames - 2) + LogFrame.HeaderBytes, LitePage.Bytes);
        Assert.True(LitePage.IsConfirmed(last));
        Assert.False(LitePage.IsConfirmed(first));
        Assert.Equal(LitePage.Transaction(first), LitePage.Transaction(last));
        Assert.InRange(LitePage.Number(first), 0u, 10u);
    }

    /// <summary>Salvage tells by it that a file was cut short.</summary>
    [Fact]
    public void Checkpoint_HeaderPage_NamesTheLastPage()
    {
        using (var store = Opened())
        {
            for (int i = 1; i <= 100; i++) store.Commit(work => work.Insert(Thing(i)));
            store.FlushAll();
        }
        byte[] data = File.ReadAllBytes(Path.Combine(_folder.FullName, "store.db"));
        Assert.Equal(data.Length / LitePage.Bytes - 1, (int)LitePage.Last(data));
        Assert.InRange(data.Length / LitePage.Bytes, 10, 40);
    }

    private const int EntryBytes = 1072;

    private static int Count(DocumentStore store)
    {
        var found = new List<BsonDocument>();
        store.TryRead(found, static (read, to) => read.Range(0, long.MaxValue, 1000, to));
        Assert.Equal(found.Select(document => document["_id"].AsInt64).Order(), found.Select(document => document["_id"].AsInt64));
        return found.Count;
    }

    private static long Last(DocumentStore store, long to)
    {
        var found = new long[1];
        store.TryRead((found, to), static (read, at) => at.found[0] = read.LastHead(0, at.to)!["_id"].AsInt64);
        return found[0];
    }

    private static BsonDocument Thing(int id) => new() { ["_id"] = (long)id, ["b"] = new byte[1000] };

    private static BsonDocument? Find(DocumentStore store, int id)
    {
        var found = new BsonDocument?[1];
        store.TryRead((found, id), static (read, at) => at.found[0] = read.Find(at.id));
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
