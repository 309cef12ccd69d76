using EdgeAppliance.Core.Pipeline;
using EdgeAppliance.Storage.Documents;
using EdgeAppliance.Storage.Outbox.Limits;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>Drops a lane's documents where there is no room, each for a document with gap records that takes its last place.</summary>
/// <remarks>The store's thread's.</remarks>
internal sealed class LaneDrops(BlobSeal seal, PlaceSpans acknowledged, HandedOut handedOut)
{
    /// <summary>So many documents from the first one on are looked at for one to drop; readers seldom have more.</summary>
    private const int LookAtMax = 8;

    private readonly List<DocumentHead> _heads = [];
    private readonly GapRecords _gap = new();

    /// <summary>The document that goes where there is no room: the oldest of those that are not on their way to the uplink, or of all.</summary>
    /// <param name="addedBefore">Documents of this transaction and later ones are left alone.</param>
    public DocumentHead? Next(StoreTransaction work, DocumentRange range, long addedBefore)
    {
        _heads.Clear();
        range.Heads(work, 1, range.End, LookAtMax, _heads);
        DocumentHead? oldest = null;
        foreach (var head in _heads)
        {
            if (head.IsGap || head.Order >= addedBefore || head.End <= range.First) continue;
            if (!handedOut.AnyRecord(head.First, head.End)) return head;
            oldest ??= head;
        }
        return oldest;
    }

    /// <summary>Drops the document that <see cref="Next"/> gave just now. The gap that takes its place tells also of what gaps just
    /// before it told of. Its place was never a gap's, so that no acknowledgement of an earlier gap can mean it.</summary>
    /// <returns>The records that are lost, and the gap records begun.</returns>
    public (int Lost, int Gaps) Drop(StoreTransaction work, DocumentRange range, DocumentHead head)
    {
        _gap.Clear();
        int at = _heads.IndexOf(head);
        int from = at;
        while (from > 0 && _heads[from - 1].IsGap) from--;
        for (int i = from; i < at; i++)
        {
            Lose(work, range, _heads[i]);
            range.Delete(work, _heads[i], _heads[i].Count);
        }
        int lost = Lose(work, range, head);
        range.Delete(work, head, lost);
        acknowledged.Remove(head.First, head.End);
        long place = head.End - 1;
        var gap = new DocumentHead(place, head.End, _gap.Count, 0, 0, 0) { IsGap = true, Order = head.Order };
        range.Add(work, gap, seal.Wrap(DocumentKeys.Of(range.Number, place), _gap.Pack()));
        if (from == 0) range.First = place;
        return (lost, _gap.Begun);
    }

    /// <returns>How many of the document's records were not acknowledged; they are in the gap now.</returns>
    private int Lose(StoreTransaction work, DocumentRange range, DocumentHead head)
    {
        long key = DocumentKeys.Of(range.Number, head.First);
        if (work.Find(key) is not { } document) throw new StoreDamagedException($"The document {key} is not where its index says.");
        var content = seal.Unwrap(key, document["b"].AsBinary).Span;
        int lost = 0;
        for (long place = head.First; !content.IsEmpty; place++)
        {
            if (!PackedRecords.TryRead(content, out var record, out int size)) throw new StoreDamagedException($"The document {key} holds something else than records.");
            content = content[size..];
            if (!head.IsGap && (place < range.First || acknowledged.Contains(place))) continue;
            _gap.Add(record, GapRecords.OutboxFull);
            lost++;
        }
        return lost;
    }
}
