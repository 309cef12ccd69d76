using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Daemon.Ingest.Http;

/// <summary>Makes keys of what senders give.</summary>
internal static class PostKeys
{
    public const int HeaderCharsMax = 255;

    /// <summary>Of an event: the same source, id and data, by the same caller and for the same devices, are the same event. Whoever posts may
    /// write what it likes into the first three, but its event must not stand for another's.</summary>
    /// <param name="caller">Who posts it; empty where nobody is asked.</param>
    /// <param name="rows">Its readings are those from <paramref name="first"/> on.</param>
    public static PostKey OfEvent(string caller, ReadOnlySpan<byte> source, ReadOnlySpan<byte> id, ReadOnlySpan<byte> data, RowBuffer rows, int first)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Add(hash, "event"u8);
        Add(hash, source);
        Add(hash, id);
        Add(hash, data);
        Add(hash, Encoding.UTF8.GetBytes(caller));
        DeviceStream? before = null;
        for (int i = first; i < rows.Count; i++)
        {
            if (rows.Device(i) == before) continue;
            before = rows.Device(i);
            Add(hash, Encoding.UTF8.GetBytes(before.Device));
        }
        return new PostKey(End(hash), 0, rows.Count - first);
    }

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
        return End(hash);
    }

    private static UInt128 End(IncrementalHash hash)
    {
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
