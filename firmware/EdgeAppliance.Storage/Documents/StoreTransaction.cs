using LiteDB;

namespace EdgeAppliance.Storage.Documents;

/// <summary>What may be done inside a transaction of the <see cref="DocumentStore"/>. A document's key is its field <c>_id</c>, an i64
/// from 0 on; its field <c>b</c>, where it has one, holds its bulk. What was read must not be changed.</summary>
public readonly struct StoreTransaction
{
    private readonly DocumentView _view;
    private readonly JournalChanges? _changes;

    internal StoreTransaction(DocumentView view, JournalChanges? changes) => (_view, _changes) = (view, changes);

    /// <param name="document">Is the store's from now on.</param>
    /// <exception cref="InvalidOperationException">There is one with that key.</exception>
    public void Insert(BsonDocument document)
    {
        if (_view.Contains(document["_id"].AsInt64)) throw new InvalidOperationException($"There is a document {document["_id"]} already.");
        Put(document);
    }

    /// <summary>Replaces the document with the same key, or adds it.</summary>
    /// <param name="document">Is the store's from now on.</param>
    public void Put(BsonDocument document)
    {
        var change = DocumentChange.Put(document);
        Changes.AddPut(change);
        _view.Put(document["_id"].AsInt64, change);
    }

    /// <returns>True where there was one.</returns>
    public bool Delete(long key)
    {
        if (!_view.Contains(key)) return false;
        DeleteFound(key);
        return true;
    }

    /// <summary>Deletes a document that was found in this transaction.</summary>
    public void DeleteFound(long key)
    {
        Changes.AddDelete(key);
        _view.Delete(key);
    }

    public BsonDocument? Find(long key) => _view.Find(key);

    /// <summary>Adds to <paramref name="found"/>, in the order of their keys, at most <paramref name="countMax"/> documents of [from, to].</summary>
    public void Range(long from, long to, int countMax, List<BsonDocument> found) => Scan(from, to, (found, found.Count + (long)countMax), static (document, to) =>
    {
        to.found.Add(document);
        return to.found.Count < to.Item2;
    });

    /// <summary>Hands on whole documents of [from, to] in the order of their keys until <paramref name="onDocument"/>, which must not change
    /// anything, says that it has enough.</summary>
    public void Scan<T>(long from, long to, T argument, Func<BsonDocument, T, bool> onDocument) => _view.Scan(from, to, heads: false, argument, onDocument);

    /// <summary>Like <see cref="Scan"/>, but the field <c>b</c> may be missing: of what is in LiteDB it is not even read from the disk.</summary>
    public void ScanHeads<T>(long from, long to, T argument, Func<BsonDocument, T, bool> onHead) => _view.Scan(from, to, heads: true, argument, onHead);

    /// <summary>The document with the highest key in [from, to], of which the upper 16 bits are the same. The field <c>b</c> may be missing.</summary>
    public BsonDocument? LastHead(long from, long to) => _view.LastHead(from, to);

    private JournalChanges Changes => _changes ?? throw new InvalidOperationException("Whoever reads cannot change anything.");
}
