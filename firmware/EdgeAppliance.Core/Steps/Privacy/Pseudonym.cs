using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace EdgeAppliance.Core.Steps.Privacy;

/// <summary>Other names for identifiers, by HMAC-SHA-256 (RFC 2104): the same one gets the same name as long as the key stays, and without the key
/// nobody can try identifiers out. Frozen: a text's message is a byte 1 and its UTF-8, a number's a byte 2 and its IEEE 754 bits, little endian.</summary>
internal sealed class Pseudonym(byte[] key, int keyId)
{
    // 49 bits: every JSON reader keeps them, and two of a million numbers get the same name once in a thousand keys.
    private const int NumberShift = 64 - 49;
    private const int TextBytes = 16;

    public int KeyId => keyId;

    /// <returns>The key's number, a hyphen and 32 hexadecimal digits.</returns>
    public string Of(string text)
    {
        byte[] message = [1, .. Encoding.UTF8.GetBytes(text)];
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, code);
        return $"{keyId}-{System.Convert.ToHexStringLower(code[..TextBytes])}";
    }

    /// <returns>A whole number; a missing one stays missing.</returns>
    public double Of(double number)
    {
        if (double.IsNaN(number)) return number;
        Span<byte> message = stackalloc byte[9];
        message[0] = 2;
        // -0 and 0 are one number.
        BinaryPrimitives.WriteInt64LittleEndian(message[1..], BitConverter.DoubleToInt64Bits(number + 0.0));
        Span<byte> code = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(key, message, code);
        return BinaryPrimitives.ReadUInt64LittleEndian(code) >> NumberShift;
    }
}
