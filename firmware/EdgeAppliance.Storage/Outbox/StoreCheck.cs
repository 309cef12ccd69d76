using EdgeAppliance.Storage.Documents;
using LiteDB;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Tells damage from work that LiteDB cannot do: reads everything that is stored, then adds a document and deletes it again.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class StoreCheck(DocumentStore documents, BlobSeal seal, StoreSurroundings around)
{
    private const int DocumentsAtOnce = 32;
    private const int ProbeBytes = 100_000;

    /// <summary>Who makes the same mistake again and again is not answered by reading a whole disk each time.</summary>
    private static readonly TimeSpan _trustFor = TimeSpan.FromMinutes(10);

    private long _soundAt;
    private bool _wasSound;

    /// <param name="suspicion">Why it is looked at.</param>
    /// <exception cref="StoreDamagedException">It is damaged.</exception>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Run(StoreDamagedException suspicion)
    {
        if (_wasSound && around.Time.GetElapsedTime(_soundAt) < _trustFor) return;
        _wasSound = false;
        var found = new List<BsonDocument>();
        long from = 0;
        do
        {
            found.Clear();
            documents.TryRead((found, from), static (work, to) => work.Range(to.from, long.MaxValue, DocumentsAtOnce, to.found));
            foreach (var document in found) Check(document);
            if (found.Count > 0) from = found[^1]["_id"].AsInt64 + 1;
            around.Counters.OnMoved();
        }
        while (found.Count == DocumentsAtOnce);
        documents.Commit(Probe);
        _wasSound = true;
        _soundAt = around.Time.GetTimestamp();
    }

    private void Check(BsonDocument document)
    {
        if (document["b"].IsBinary) seal.Unwrap(document["_id"].AsInt64, document["b"].AsBinary);
    }

    private static void Probe(StoreTransaction work)
    {
        work.Insert(new BsonDocument { ["_id"] = DocumentKeys.Probe, ["b"] = new byte[ProbeBytes] });
        if (!work.Delete(DocumentKeys.Probe)) throw new StoreDamagedException("What was added is not there.");
    }
}
