using LiteDB;

namespace EdgeAppliance.Storage.Outbox.Salvage;

/// <summary>Fields of documents in which anything may stand.</summary>
internal static class OldFields
{
    /// <returns>0 where it is no whole number.</returns>
    public static long Number(this BsonDocument? document, string field) =>
        document is not null && document[field] is { } value && (value.IsInt32 || value.IsInt64) ? value.AsInt64 : 0;

    public static long Number(this BsonDocument? document, string field, long standard) =>
        document is not null && document[field] is { } value && (value.IsInt32 || value.IsInt64) ? value.AsInt64 : standard;
}
