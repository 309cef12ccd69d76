using LiteDB;

namespace EdgeAppliance.Storage.Documents;

/// <summary>A document put, or deleted, that LiteDB does not know of yet. Its blob is in memory until the journal has it.</summary>
internal sealed class DocumentChange
{
    /// <summary>A smaller blob stays in memory.</summary>
    private const int BlobBytesMin = 1024;

    private const int HeadBytes = 1024;
    private const int DeletionBytes = 128;

    public static DocumentChange Deletion { get; } = new() { Bytes = DeletionBytes };

    /// <summary>The document without its field <c>b</c>; null where it was deleted.</summary>
    public BsonDocument? Head { get; private init; }

    /// <summary>What it takes of memory, in bytes, about.</summary>
    public int Bytes { get; private set; }

    /// <summary>What was in the field <c>b</c>; null where there was none, or <see cref="BlobAt"/> says where it is.</summary>
    public byte[]? Blob { get; private set; }

    /// <summary>Its place in the journal file of the generation.</summary>
    public long BlobAt { get; private set; }

    /// <summary>0 where <see cref="Blob"/> says it.</summary>
    public int BlobBytes { get; private set; }

    /// <param name="document">Loses its field <c>b</c>.</param>
    public static DocumentChange Put(BsonDocument document)
    {
        byte[]? blob = document["b"].IsBinary ? document["b"].AsBinary : null;
        if (blob is not null) document.Remove("b");
        return new DocumentChange { Head = document, Blob = blob, Bytes = HeadBytes + (blob?.Length ?? 0) };
    }

    /// <summary>A document that the journal holds.</summary>
    public static DocumentChange Put(BsonDocument head, long blobAt, int blobBytes) =>
        new() { Head = head, BlobAt = blobAt, BlobBytes = blobBytes, Bytes = HeadBytes };

    /// <summary>The journal has the blob now.</summary>
    /// <returns>Bytes of memory that are not needed any more.</returns>
    public int Settle(long blobAt)
    {
        if (Blob is null || Blob.Length < BlobBytesMin) return 0;
        (BlobAt, BlobBytes, Blob) = (blobAt, Blob.Length, null);
        Bytes -= BlobBytes;
        return BlobBytes;
    }

    /// <param name="journal">The file that <see cref="BlobAt"/> is a place in.</param>
    /// <returns>The whole document.</returns>
    /// <exception cref="IOException">The disk failed.</exception>
    /// <exception cref="StoreDamagedException">The journal is shorter than it was.</exception>
    public BsonDocument Whole(IDiskFile journal)
    {
        var whole = new BsonDocument();
        foreach (var (name, value) in Head!) whole[name] = value;
        if (BlobBytes > 0) whole["b"] = Read(journal);
        else if (Blob is not null) whole["b"] = Blob;
        return whole;
    }

    private byte[] Read(IDiskFile journal)
    {
        var blob = GC.AllocateUninitializedArray<byte>(BlobBytes);
        return journal.Read(BlobAt, blob) == blob.Length ? blob : throw new StoreDamagedException("The journal ends early.");
    }
}
