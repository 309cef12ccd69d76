using EdgeAppliance.SimulationTests.Disks;
using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>What the store has promised of the queue's documents up to some event, and whether a restarted disk keeps it.</summary>
internal sealed class Promise
{
    private long _insertedBelow = 1;
    private long _maybeDeletedBelow = 1;
    private long _deletedBelow = 1;

    public void Hear(DiskEvent e)
    {
        if (e.Kind != DiskEventKind.Mark) return;
        if (e.File == "inserted") _insertedBelow = e.Id;
        if (e.File == "deleting") _maybeDeletedBelow = e.Id;
        if (e.File == "deleted") _deletedBelow = e.Id;
    }

    public void Check(SimulatedDisk disk, string where)
    {
        using var store = new DocumentStore(disk, "test");
        store.Open();
        var found = All(store);
        Assert.All(found, document => Assert.True(QueueDocument.IsWhole(document), $"{where}: {document["_id"]} is damaged"));
        Assert.All(found, document => Assert.True(document["_id"].AsInt64 >= _deletedBelow, $"{where}: {document["_id"]} came back"));
        var keys = found.ConvertAll(document => document["_id"].AsInt64);
        for (long id = _maybeDeletedBelow; id < _insertedBelow; id++) Assert.True(keys.Contains(id), $"{where}: {id} is lost");
        for (int i = 1; i < keys.Count; i++) Assert.True(keys[i] == keys[i - 1] + 1, $"{where}: {keys[i]} follows {keys[i - 1]}");
        CheckGoesOn(store, keys, where);
    }

    private static void CheckGoesOn(DocumentStore store, List<long> keys, string where)
    {
        store.Commit(work =>
        {
            for (long id = 10_000; id < 10_060; id++) work.Insert(QueueDocument.Make(id));
            foreach (long id in keys) Assert.True(work.Delete(id), $"{where}: {id} cannot be deleted");
        });
        store.FlushAll();
        Assert.Equal(60, All(store).Count(QueueDocument.IsWhole));
    }

    public static List<BsonDocument> All(DocumentStore store)
    {
        var found = new List<BsonDocument>();
        store.TryRead(found, static (read, list) => read.Range(0, long.MaxValue, int.MaxValue, list));
        return found;
    }
}
