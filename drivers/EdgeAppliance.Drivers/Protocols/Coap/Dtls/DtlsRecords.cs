using System.Buffers.Binary;
using Org.BouncyCastle.Tls;

namespace EdgeAppliance.Drivers.Protocols.Coap.Dtls;

/// <summary>Looks at a datagram's records before BouncyCastle does, which passes over a record whose proof is wrong but ends the session
/// at one that has no room for a proof. Either may come from anybody (RFC 6347 section 4.1.2.7).</summary>
internal static class DtlsRecords
{
    private const int HeaderBytes = 13;
    private const int EpochAt = 3;
    private const int LengthAt = 11;

    /// <summary>Bytes of a record that are not its content: an explicit nonce and the proof (RFC 5288, RFC 6655, RFC 7905).</summary>
    public static int OverheadOf(int cipherSuite) => cipherSuite switch
    {
        CipherSuite.TLS_PSK_WITH_AES_128_CCM_8 or CipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8 => 8 + 8,
        CipherSuite.TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256 or CipherSuite.TLS_PSK_WITH_CHACHA20_POLY1305_SHA256
            or CipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256 => 16,
        _ => 8 + 16,
    };

    /// <summary>Whether a datagram changes the cipher, and whether a record that is proven by the new one follows.</summary>
    public static (bool Changes, bool Proves) LookAt(ReadOnlySpan<byte> datagram)
    {
        const byte changeCipherSpec = 20;
        bool changes = false, proves = false;
        while (datagram.Length >= HeaderBytes)
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[LengthAt..]);
            bool isPlain = BinaryPrimitives.ReadUInt16BigEndian(datagram[EpochAt..]) == 0;
            changes |= isPlain && datagram[0] == changeCipherSpec;
            proves |= !isPlain;
            if (datagram.Length - HeaderBytes < length) break;
            datagram = datagram[(HeaderBytes + length)..];
        }
        return (changes, proves);
    }

    /// <returns>Whether every record is all there, and has room for what proves it.</returns>
    public static bool AreWhole(ReadOnlySpan<byte> datagram, int overhead)
    {
        while (!datagram.IsEmpty)
        {
            if (datagram.Length < HeaderBytes) return false;
            int length = BinaryPrimitives.ReadUInt16BigEndian(datagram[LengthAt..]);
            bool isProven = BinaryPrimitives.ReadUInt16BigEndian(datagram[EpochAt..]) > 0;
            if (datagram.Length - HeaderBytes < length || (isProven && length < overhead)) return false;
            datagram = datagram[(HeaderBytes + length)..];
        }
        return true;
    }
}
