using LiteDB;

namespace EdgeAppliance.SimulationTests.Storage;

/// <summary>A document whose body follows from its key, so that a wrong body is seen.</summary>
internal static class QueueDocument
{
    public static BsonDocument Make(long id) => new() { ["_id"] = id, ["b"] = Body(id) };

    public static bool IsWhole(BsonDocument document) => document["b"].AsBinary.AsSpan().SequenceEqual(Body(document["_id"].AsInt64));

    private static byte[] Body(long id)
    {
        var random = new Random((int)id);
        var body = new byte[random.Next(4) == 0 ? random.Next(20_000) : random.Next(900)];
        random.NextBytes(body);
        return body;
    }
}
