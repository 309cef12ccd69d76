using System.Buffers.Binary;
using System.Security.Cryptography;

namespace EdgeAppliance.Storage.Outbox;

/// <summary>AES-256-GCM with a key of its own for each time the store was opened; the format is in <see cref="BlobSeal"/>.</summary>
/// <remarks>Sealing is the store's thread's; opening is any thread's.</remarks>
internal sealed class BlobCipher : IDisposable
{
    public const int HeaderBytes = 32;
    public const int TagBytes = 16;
    private const int SessionBytes = 16;
    private const int KeyBytes = 32;

    /// <summary>A store seldom holds blobs of more sessions at once; each costs one derivation to come by again.</summary>
    private const int SessionsMax = 32;

    private readonly byte[] _storeKey;
    private readonly byte[] _session;
    private readonly AesGcm _sealing;
    private readonly Lock _lock = new();
    private long _number;

    // Guarded by _lock.
    private readonly Dictionary<Guid, AesGcm> _opening = [];

    /// <param name="storeKey">32 bytes.</param>
    public BlobCipher(byte[] storeKey)
    {
        _storeKey = storeKey;
        _session = RandomNumberGenerator.GetBytes(SessionBytes);
        _sealing = Derive(_session);
    }

    /// <param name="target">Its first 8 bytes are the caller's.</param>
    public void Seal(long key, ReadOnlySpan<byte> content, Span<byte> target)
    {
        _session.CopyTo(target[8..]);
        BinaryPrimitives.WriteInt64LittleEndian(target[24..], ++_number);
        Span<byte> nonce = stackalloc byte[12];
        Span<byte> place = stackalloc byte[sizeof(long)];
        Fill(nonce, place, _number, key);
        _sealing.Encrypt(nonce, content, target.Slice(HeaderBytes, content.Length), target[(HeaderBytes + content.Length)..], place);
    }

    public bool TryOpen(long key, ReadOnlySpan<byte> blob, out byte[] content)
    {
        content = [];
        if (blob.Length < HeaderBytes + TagBytes) return false;
        content = new byte[blob.Length - HeaderBytes - TagBytes];
        Span<byte> nonce = stackalloc byte[12];
        Span<byte> place = stackalloc byte[sizeof(long)];
        Fill(nonce, place, BinaryPrimitives.ReadInt64LittleEndian(blob[24..]), key);
        try
        {
            lock (_lock) Opening_NeedsLock(blob.Slice(8, SessionBytes)).Decrypt(nonce, blob.Slice(HeaderBytes, content.Length), blob[^TagBytes..], content, place);
            return true;
        }
        catch (AuthenticationTagMismatchException)
        {
            return false;
        }
    }

    public void Dispose()
    {
        _sealing.Dispose();
        lock (_lock)
        {
            foreach (var cipher in _opening.Values) cipher.Dispose();
            _opening.Clear();
        }
        CryptographicOperations.ZeroMemory(_storeKey);
    }

    private static void Fill(Span<byte> nonce, Span<byte> place, long number, long key)
    {
        nonce.Clear();
        BinaryPrimitives.WriteInt64LittleEndian(nonce[4..], number);
        BinaryPrimitives.WriteInt64LittleEndian(place, key);
    }

    private AesGcm Opening_NeedsLock(ReadOnlySpan<byte> session)
    {
        var id = new Guid(session);
        if (_opening.TryGetValue(id, out var cipher)) return cipher;
        if (_opening.Count == SessionsMax)
        {
            foreach (var old in _opening.Values) old.Dispose();
            _opening.Clear();
        }
        return _opening[id] = Derive(session);
    }

    private AesGcm Derive(ReadOnlySpan<byte> session)
    {
        Span<byte> key = stackalloc byte[KeyBytes];
        HKDF.Expand(HashAlgorithmName.SHA256, _storeKey, key, session);
        return new AesGcm(key, TagBytes);
    }
}
