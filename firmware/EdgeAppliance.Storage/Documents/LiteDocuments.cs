using LiteDB;
using LiteDB.Engine;

namespace EdgeAppliance.Storage.Documents;

/// <summary>The documents that are in LiteDB, in the one collection.</summary>
/// <remarks>Whoever uses it or a reader of it holds <see cref="Gate"/>.</remarks>
internal sealed class LiteDocuments(LiteEngine engine)
{
    public const string Collection = "store";
    private const string Head = "{_id:$._id,l:$.l,n:$.n,s:$.s,t:$.t,c:$.c,g:$.g,w:$.w}";
    private const string KeyRange = "$._id BETWEEN @0 AND @1";

    public object Gate { get; } = new();

    public LiteEngine Engine => engine;

    public BsonDocument? Find(long key)
    {
        using var reader = engine.Query(Collection, KeyQuery(key, key, Query.Ascending, 1));
        return reader.Read() ? reader.Current.AsDocument : null;
    }

    /// <returns>Null where there is none.</returns>
    public long? LastKey(long from, long to)
    {
        using var reader = OpenHeads(from, to, Query.Descending);
        return reader.Read() ? reader.Current.AsDocument["_id"].AsInt64 : null;
    }

    public IBsonDataReader Open(long from, long to) => engine.Query(Collection, KeyQuery(from, to, Query.Ascending, int.MaxValue));

    /// <summary>Likewise, without the field <c>b</c>, so that the blobs are not even read from the disk.</summary>
    public IBsonDataReader OpenHeads(long from, long to, int order)
    {
        var query = KeyQuery(from, to, order, int.MaxValue);
        query.Select = BsonExpression.Create(Head);
        return engine.Query(Collection, query);
    }

    /// <summary>One transaction, that need not be on stable storage on return.</summary>
    public void Write(IReadOnlyCollection<BsonDocument> puts, IReadOnlyCollection<BsonValue> deletes)
    {
        engine.BeginTrans();
        if (deletes.Count > 0) engine.Delete(Collection, deletes);
        if (puts.Count > 0) engine.Upsert(Collection, puts, BsonAutoId.Int64);
        engine.Commit();
    }

    private static Query KeyQuery(long from, long to, int order, int countMax)
    {
        var query = new Query { OrderBy = BsonExpression.Create("$._id"), Order = order, Limit = countMax };
        query.Where.Add(BsonExpression.Create(KeyRange, from, to));
        return query;
    }
}
