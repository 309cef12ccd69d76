using System.Buffers.Binary;
using LiteDB;

namespace EdgeAppliance.Storage.Documents;

/// <summary>Reads one journal file's newest generation, entry by entry. Whatever stands in the file, it ends and reads within it.</summary>
internal sealed class JournalReader(IDiskFile file)
{
    private const int ChunkBytes = 64 << 10;

    private readonly long _length = file.Length;
    private readonly byte[] _headerBytes = new byte[JournalEntry.HeaderBytes];
    private byte[] _entry = [];
    private byte[]? _chunk;
    private long _offset;
    private long _bodyAt;
    private int _bodyBytes;

    /// <summary>Index of the entry that comes next.</summary>
    public long Next { get; private set; }

    /// <returns>The first entry's header, or null where the file has none that is whole.</returns>
    public JournalHeader? First() => TryReadAt(0, out var header) && header.Index == 0 ? header : null;

    /// <summary>Reads on where the next entry of that generation follows.</summary>
    public bool TryNext(uint generation)
    {
        if (!TryReadAt(_offset, out var header) || header.Generation != generation || header.Index != Next) return false;
        _bodyAt = _offset + JournalEntry.HeaderBytes;
        _bodyBytes = header.BodyBytes;
        _offset += JournalEntry.Size(header.BodyBytes);
        Next++;
        return true;
    }

    /// <summary>Goes on behind what is damaged.</summary>
    /// <returns>False where no later entry of that generation follows, so that what is not whole was the last one.</returns>
    public bool TrySkip(uint generation)
    {
        for (long at = _offset + 1; (at = FindEntry(at, out var header)) >= 0; at++)
        {
            if (header.Generation != generation || header.Index < Next) continue;
            _offset = at;
            Next = header.Index;
            return true;
        }
        return false;
    }

    /// <summary>Looks through the whole file, in which anything may stand.</summary>
    /// <returns>0 where no entry is whole.</returns>
    public uint NewestGeneration()
    {
        uint newest = 0;
        for (long at = 0; (at = FindEntry(at, out var header)) >= 0; at++) newest = Math.Max(newest, header.Generation);
        return newest;
    }

    /// <summary>Hands on the changes, in order, of the entry that <see cref="TryNext"/> has found.</summary>
    /// <exception cref="StoreDamagedException">The body is no list of changes.</exception>
    public void ReadChanges<T>(T argument, Action<T, long, DocumentChange> onChange)
    {
        try
        {
            for (int at = 0; at < _bodyBytes;)
            {
                byte kind = Body[at++];
                if (kind == JournalChanges.Delete) onChange(argument, ReadKey(ref at), DocumentChange.Deletion);
                else if (kind != JournalChanges.Put) throw new StoreDamagedException("The journal holds something else than changes.");
                else if (ReadPut(ref at) is var put) onChange(argument, put.Head!["_id"].AsInt64, put);
            }
        }
        catch (Exception e) when (e is not StoreDamagedException)
        {
            // LiteDB reports bytes that are no document by whatever they lead it into.
            throw new StoreDamagedException($"The journal holds a change that cannot be read: {e.Message}", e);
        }
    }

    private ReadOnlySpan<byte> Body => _entry.AsSpan(JournalEntry.HeaderBytes, _bodyBytes);

    private long ReadKey(ref int at)
    {
        long key = BinaryPrimitives.ReadInt64LittleEndian(Body[at..]);
        at += sizeof(long);
        return key;
    }

    private DocumentChange ReadPut(ref int at)
    {
        int headBytes = BinaryPrimitives.ReadInt32LittleEndian(Body[at..]);
        var head = BsonSerializer.Deserialize(Body.Slice(at + sizeof(int), headBytes).ToArray());
        at += sizeof(int) + headBytes;
        int blobBytes = Math.Max(-1, BinaryPrimitives.ReadInt32LittleEndian(Body[at..]));
        at += sizeof(int);
        long blobAt = _bodyAt + at;
        if (blobBytes == 0) head["b"] = Array.Empty<byte>();
        at += Body.Slice(at, Math.Max(0, blobBytes)).Length;
        return blobBytes > 0 ? DocumentChange.Put(head, blobAt, blobBytes) : DocumentChange.Put(head);
    }

    /// <returns>Where the next entry that is whole begins, or -1.</returns>
    private long FindEntry(long from, out JournalHeader header)
    {
        header = default;
        _chunk ??= new byte[ChunkBytes];
        while (from < _length)
        {
            int read = file.Read(from, _chunk);
            int found = _chunk.AsSpan(0, read).IndexOf(JournalEntry.MagicBytes);
            if (found < 0) from += Math.Max(1, ChunkBytes - JournalEntry.MagicBytes.Length + 1);
            else if ((from + found) % JournalEntry.Alignment == 0 && TryReadAt(from + found, out header)) return from + found;
            else from += found + 1;
        }
        return -1;
    }

    private bool TryReadHeader(long at, out JournalHeader header)
    {
        header = default;
        return file.Read(at, _headerBytes) == _headerBytes.Length && JournalEntry.TryRead(_headerBytes, out header) && at + JournalEntry.Size(header.BodyBytes) <= _length;
    }

    private bool TryReadAt(long at, out JournalHeader header)
    {
        if (!TryReadHeader(at, out header)) return false;
        int bytes = JournalEntry.HeaderBytes + header.BodyBytes;
        if (_entry.Length < bytes) _entry = new byte[Math.Max(bytes, 64 << 10)];
        return file.Read(at, _entry.AsSpan(0, bytes)) == bytes && JournalEntry.IsWhole(_entry, header);
    }
}
