using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.Storage.Blobs;

/// <summary>What shares a sync: of changes to one blob the last. Whoever fills or stores it, one thread at a time.</summary>
internal sealed class BlobGroup
{
    /// <summary>Null where the blob is deleted.</summary>
    public Dictionary<long, byte[]?> Changes { get; } = [];

    public TaskCompletionSource Stored { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Apply(StoreTransaction work)
    {
        foreach (var (key, blob) in Changes)
        {
            if (blob is null) work.Delete(key);
            else work.Put(new BsonDocument { ["_id"] = key, ["b"] = blob });
        }
    }
}
