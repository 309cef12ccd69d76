using EdgeAppliance.Core.Pipeline;
using LiteDB;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>What a stored document says of itself beside its blob.</summary>
/// <param name="First">The document's own place; its last one is before <paramref name="End"/>.</param>
/// <param name="Count">Records or rows in it.</param>
/// <param name="Bytes">What it is counted as.</param>
/// <param name="BytesTo">Bytes of all documents ever added to the range, this one included.</param>
/// <param name="CountTo">Likewise their records or rows.</param>
internal readonly record struct DocumentHead(long First, long End, int Count, int Bytes, long BytesTo, long CountTo)
{
    /// <summary>It tells of records that were dropped.</summary>
    public bool IsGap { get; init; }

    /// <summary>Number of the transaction that added it: what is lower is older, whatever its range.</summary>
    public long Order { get; init; }

    public static DocumentHead Of(BsonDocument document) => new(
        DocumentKeys.Place(document["_id"].AsInt64),
        document["l"].AsInt64,
        document["n"].AsInt32,
        document["s"].AsInt32,
        document["t"].AsInt64,
        document["c"].AsInt64)
    {
        IsGap = document["g"].AsBoolean,
        Order = document["w"].AsInt64,
    };

    /// <summary>The blob comes last, so that reading a head does not read it.</summary>
    public BsonDocument ToDocument(int range, Lane? lane, byte[] blob)
    {
        var document = new BsonDocument
        {
            ["_id"] = DocumentKeys.Of(range, First),
            ["l"] = End,
            ["n"] = Count,
            ["s"] = Bytes,
            ["t"] = BytesTo,
            ["c"] = CountTo,
            ["g"] = IsGap,
            ["w"] = Order,
        };
        if (lane is { } own) Name(document, own);
        document["b"] = blob;
        return document;
    }

    public static void Name(BsonDocument document, Lane lane)
    {
        document["to"] = lane.Uplink;
        document["pr"] = (int)lane.Priority;
    }

    /// <summary>The lane that a document says it is of.</summary>
    public static Lane? LaneOf(BsonDocument document) =>
        document["to"].IsString && document["pr"].IsInt32 ? new Lane(document["to"].AsString, (RecordPriority)document["pr"].AsInt32) : null;
}
