using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Bundles.Tuf;

/// <summary>JSON in the one form that is signed, as The Update Framework's clients make it (OLPC's Canonical JSON): members sorted by
/// their names' code points, no white space, whole numbers only, and in texts nothing escaped but <c>"</c> and <c>\</c>.</summary>
public static class CanonicalJson
{
    /// <exception cref="FormatException">It holds a number with a fraction or an exponent, or half of a surrogate pair.</exception>
    public static byte[] Of(JsonElement element)
    {
        var bytes = new ArrayBufferWriter<byte>(1024);
        Write(element, bytes);
        return bytes.WrittenSpan.ToArray();
    }

    private static void Write(JsonElement element, ArrayBufferWriter<byte> to)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                WriteObject(element, to);
                break;
            case JsonValueKind.Array:
                to.Write("["u8);
                bool isFirst = true;
                foreach (var item in element.EnumerateArray())
                {
                    if (!isFirst) to.Write(","u8);
                    isFirst = false;
                    Write(item, to);
                }
                to.Write("]"u8);
                break;
            case JsonValueKind.String:
                WriteText(element.GetString()!, to);
                break;
            case JsonValueKind.Number:
                if (!element.TryGetInt64(out long number)) throw new FormatException($"{element.GetRawText()} is no whole number that can be signed.");
                to.Write(Encoding.ASCII.GetBytes(number.ToString(CultureInfo.InvariantCulture)));
                break;
            default:
                to.Write(Encoding.ASCII.GetBytes(element.GetRawText()));
                break;
        }
    }

    private static void WriteObject(JsonElement element, ArrayBufferWriter<byte> to)
    {
        var members = new List<JsonProperty>(element.EnumerateObject());
        members.Sort((a, b) => CompareCodePoints(a.Name, b.Name));
        to.Write("{"u8);
        for (int i = 0; i < members.Count; i++)
        {
            if (i > 0) to.Write(","u8);
            WriteText(members[i].Name, to);
            to.Write(":"u8);
            Write(members[i].Value, to);
        }
        to.Write("}"u8);
    }

    /// <summary>UTF-16 puts what is behind U+FFFF before U+E000; code points do not.</summary>
    private static int CompareCodePoints(string a, string b)
    {
        int shared = Math.Min(a.Length, b.Length);
        for (int i = 0; i < shared; i++)
        {
            if (a[i] == b[i]) continue;
            bool isPair = char.IsSurrogate(a[i]), isOtherPair = char.IsSurrogate(b[i]);
            return isPair == isOtherPair ? a[i].CompareTo(b[i]) : isPair ? 1 : -1;
        }
        return a.Length.CompareTo(b.Length);
    }

    private static void WriteText(string text, ArrayBufferWriter<byte> to)
    {
        string escaped = text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
        to.Write("\""u8);
        try
        {
            to.Write(s_strict.GetBytes(escaped));
        }
        catch (EncoderFallbackException e)
        {
            throw new FormatException("A text holds half of a surrogate pair.", e);
        }
        to.Write("\""u8);
    }

    private static readonly UTF8Encoding s_strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
}
