using EdgeAppliance.Storage.Documents;
using LiteDB;
using LiteDB.Engine;

namespace EdgeAppliance.Tests.Storage.Documents;

public sealed class LiteInsideTests
{
    [Fact]
    public void LogBytes_AfterEachCommit_IsWhatTheDatabaseSays()
    {
        using var engine = new LiteEngine(new EngineSettings { DataStream = new MemoryStream(), LogStream = new MemoryStream() });
        engine.Pragma("CHECKPOINT", 0);
        for (int i = 0; i < 20; i++)
        {
            engine.BeginTrans();
            engine.Insert("c", [new BsonDocument { ["_id"] = i, ["b"] = new byte[i * 1000] }], BsonAutoId.Int64);
            engine.Commit();
            using var reader = engine.Query("$database", new Query());
            Assert.True(reader.Read());
            Assert.Equal(reader.Current["logFileSize"].AsInt64, LiteInside.LogBytes(engine));
        }
        engine.Checkpoint();
        engine.Insert("c", [new BsonDocument { ["_id"] = 100 }], BsonAutoId.Int64);
        using var after = engine.Query("$database", new Query());
        Assert.True(after.Read());
        Assert.Equal(after.Current["logFileSize"].AsInt64, LiteInside.LogBytes(engine));
    }

    [Fact]
    public void LeaveTransactions_OneIsOpen_FindsIt()
    {
        using var engine = new LiteEngine(new EngineSettings { DataStream = new MemoryStream(), LogStream = new MemoryStream() });
        Assert.Equal(0, LiteInside.LeaveTransactions(engine));
        engine.BeginTrans();
        Assert.Equal(1, LiteInside.LeaveTransactions(engine));
        engine.Commit();
        Assert.Equal(0, LiteInside.LeaveTransactions(engine));
    }

    [Fact]
    public void CacheSteps_OfAStore_AreLimited()
    {
        using var folder = new TemporaryFolder();
        using var store = new DocumentStore(new KernelDisk(folder.FullName), "s");
        store.Open();
        Assert.Equal([12, 50, 100, 250, 250], LiteInside.CacheSteps);
    }
}
