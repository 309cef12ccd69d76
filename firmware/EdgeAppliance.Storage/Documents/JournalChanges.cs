using System.Buffers.Binary;
using LiteDB;

namespace EdgeAppliance.Storage.Documents;

/// <summary>One commit's changes on their way into the journal, behind room for the entry's header.</summary>
/// <remarks>The committing thread's.</remarks>
internal sealed class JournalChanges
{
    public const byte Put = 1;
    public const byte Delete = 2;

    /// <summary>LiteDB takes four times as much; this software stores none that is larger.</summary>
    public const int DocumentBytesMax = 4 << 20;

    /// <summary>A larger buffer is not kept.</summary>
    private const int KeptBytesMax = 4 << 20;

    private readonly List<(DocumentChange Change, int BlobAt)> _puts = [];
    private byte[] _entry = new byte[64 << 10];
    private int _length = JournalEntry.HeaderBytes;

    public bool IsEmpty => _length == JournalEntry.HeaderBytes;

    private int BodyBytes => _length - JournalEntry.HeaderBytes;

    public void Clear()
    {
        if (_entry.Length > KeptBytesMax) _entry = new byte[64 << 10];
        _length = JournalEntry.HeaderBytes;
        _puts.Clear();
    }

    /// <exception cref="InvalidOperationException">The document is too large.</exception>
    public void AddPut(DocumentChange change)
    {
        // The blob goes in as it is: BSON would copy it twice.
        byte[] head = BsonSerializer.Serialize(change.Head);
        int blobBytes = change.Blob?.Length ?? 0;
        if (head.Length + blobBytes > DocumentBytesMax) throw new InvalidOperationException($"A document has more than {DocumentBytesMax} bytes.");
        Reserve(1 + 2 * sizeof(int) + head.Length + blobBytes);
        _entry[_length++] = Put;
        AddNumber(head.Length);
        Add(head);
        AddNumber(change.Blob is null ? -1 : blobBytes);
        _puts.Add((change, _length));
        if (change.Blob is not null) Add(change.Blob);
    }

    public void AddDelete(long key)
    {
        Reserve(1 + sizeof(long));
        _entry[_length++] = Delete;
        BinaryPrimitives.WriteInt64LittleEndian(_entry.AsSpan(_length), key);
        _length += sizeof(long);
    }

    /// <returns>The entry, padded, ready to be written.</returns>
    public ReadOnlySpan<byte> Seal(uint generation, long index, uint entriesBefore)
    {
        int bodyBytes = BodyBytes;
        int size = (int)JournalEntry.Size(bodyBytes);
        Reserve(size - _length);
        var entry = _entry.AsSpan(0, size);
        entry[_length..].Clear();
        JournalEntry.Seal(entry, new JournalHeader(generation, index, entriesBefore, bodyBytes));
        return entry;
    }

    /// <summary>The entry is in the journal: blobs need not be in memory any more.</summary>
    /// <param name="offset">Where it begins in the file.</param>
    public void Settle(long offset, Memtable table)
    {
        foreach (var (change, blobAt) in _puts) table.Settle(change, offset + blobAt);
    }

    private void Add(byte[] bytes)
    {
        bytes.CopyTo(_entry, _length);
        _length += bytes.Length;
    }

    private void AddNumber(int value)
    {
        BinaryPrimitives.WriteInt32LittleEndian(_entry.AsSpan(_length), value);
        _length += sizeof(int);
    }

    private void Reserve(int bytes)
    {
        if (_length + bytes > _entry.Length) Array.Resize(ref _entry, Math.Max(2 * _entry.Length, _length + bytes));
    }
}
