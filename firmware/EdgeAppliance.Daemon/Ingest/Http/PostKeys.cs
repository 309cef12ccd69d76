using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Makes keys of what senders give.</summary>
internal static class PostKeys
{
    public const int HeaderCharsMax = 255;

    /// <summary>Of an event: the same source, id and data are the same event.</summary>
    public static PostKey OfEvent(ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, ReadOnlySpan<byte> data, int rows) => new(Hash("event"u8, source, id, data), 0, rows);

    /// <summary>Of a request with an <c>Idempotency-Key</c>, which is its caller's own.</summary>
    public static PostKey OfRequest(string caller, string key, ReadOnlySpan<byte> body, int rows) =>
        new(Hash("request"u8, Encoding.UTF8.GetBytes(caller), Encoding.UTF8.GetBytes(key), []), (long)(ulong)Hash("body"u8, body, [], []), rows);

    private static UInt128 Hash(ReadOnlySpan<byte> kind, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> third)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, kind);
        Add(hash, first);
        Add(hash, second);
        Add(hash, third);
        Span<byte> result = stackalloc byte[SHA256.HashSizeInBytes];
        hash.GetHashAndReset(result);
        return BinaryPrimitives.ReadUInt128LittleEndian(result);
    }

    // The length before each part keeps "ab" and "c" apart from "a" and "bc".
    private static void Add(IncrementalHash hash, ReadOnlySpan<byte> part)
    {
        Span<byte> length = stackalloc byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
