using LiteDB;
using LiteDB.Engine;

namespace EdgeAppliance.Storage.Documents;

/// <summary>What may be done inside a transaction of the <see cref="DocumentStore"/>. Keys are compared as LiteDB orders them.</summary>
public readonly struct StoreTransaction
{
    private const string Head = "{_id:$._id,l:$.l,n:$.n,s:$.s,t:$.t,c:$.c,g:$.g,w:$.w}";
    private const string KeyRange = "$._id BETWEEN @0 AND @1";

    private readonly LiteEngine _engine;

    internal StoreTransaction(LiteEngine engine) => _engine = engine;

    public void Insert(string collection, BsonDocument document) => _engine.Insert(collection, [document], BsonAutoId.Int64);

    /// <summary>Replaces the document with the same key, or adds it.</summary>
    public void Put(string collection, BsonDocument document)
    {
        if (_engine.Update(collection, [document]) == 0) Insert(collection, document);
    }

    /// <returns>True where there was one.</returns>
    public bool Delete(string collection, BsonValue key) => _engine.Delete(collection, [key]) > 0;

    public BsonDocument? Find(string collection, BsonValue key) => First(collection, key, key);

    /// <summary>The document with the lowest key from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public BsonDocument? First(string collection, BsonValue from, BsonValue to) => One(collection, from, to, Query.Ascending);

    /// <summary>The document with the highest key from <paramref name="from"/> to <paramref name="to"/>, both included.</summary>
    public BsonDocument? Last(string collection, BsonValue from, BsonValue to) => One(collection, from, to, Query.Descending);

    /// <summary>Adds to <paramref name="found"/>, in the order of their keys, at most <paramref name="countMax"/> documents.</summary>
    public void Range(string collection, BsonValue from, BsonValue to, int countMax, List<BsonDocument> found)
    {
        using var reader = _engine.Query(collection, KeyQuery(from, to, Query.Ascending, countMax));
        while (reader.Read()) found.Add(reader.Current.AsDocument);
    }

    /// <summary>Hands on whole documents in the order of their keys until <paramref name="onDocument"/> says that it has enough.</summary>
    public void Scan<T>(string collection, BsonValue from, BsonValue to, T argument, Func<BsonDocument, T, bool> onDocument)
    {
        using var reader = _engine.Query(collection, KeyQuery(from, to, Query.Ascending, int.MaxValue));
        while (reader.Read())
            if (!onDocument(reader.Current.AsDocument, argument)) return;
    }

    /// <summary>Like <see cref="Scan"/>, without the field <c>b</c>, so that the blobs are not even read from the disk.</summary>
    public void ScanHeads<T>(string collection, BsonValue from, BsonValue to, T argument, Func<BsonDocument, T, bool> onHead)
    {
        using var reader = _engine.Query(collection, HeadQuery(from, to, Query.Ascending, int.MaxValue));
        while (reader.Read())
            if (!onHead(reader.Current.AsDocument, argument)) return;
    }

    /// <summary>Like <see cref="Last"/>, without the field <c>b</c>.</summary>
    public BsonDocument? LastHead(string collection, BsonValue from, BsonValue to)
    {
        using var reader = _engine.Query(collection, HeadQuery(from, to, Query.Descending, 1));
        return reader.Read() ? reader.Current.AsDocument : null;
    }

    private BsonDocument? One(string collection, BsonValue from, BsonValue to, int order)
    {
        using var reader = _engine.Query(collection, KeyQuery(from, to, order, 1));
        return reader.Read() ? reader.Current.AsDocument : null;
    }

    private static Query HeadQuery(BsonValue from, BsonValue to, int order, int countMax)
    {
        var query = KeyQuery(from, to, order, countMax);
        query.Select = BsonExpression.Create(Head);
        return query;
    }

    private static Query KeyQuery(BsonValue from, BsonValue to, int order, int countMax)
    {
        var query = new Query { OrderBy = BsonExpression.Create("$._id"), Order = order, Limit = countMax };
        query.Where.Add(BsonExpression.Create(KeyRange, from, to));
        return query;
    }
}
