using System.Buffers;
using System.Text.Json;

namespace EdgeAppliance.Daemon.Identity.SiteCa;

/// <summary>
/// What the site authority has revoked, as JSON, and the number of its newest list.
/// <code>
/// {"version":1,"number":7,"revoked":[{"serial":"4a0f…","at":"2026-01-02T03:04:05+00:00","expires":"2026-04-02T03:04:05+00:00"}]}
/// </code>
/// </summary>
internal static class RevokedFile
{
    private const int Version = 1;

    /// <exception cref="FormatException">It is no such file.</exception>
    public static (List<RevokedCertificate> All, long Number) Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            var root = document.RootElement;
            if (root.GetProperty("version").GetInt32() != Version) throw new FormatException($"the version of the revoked certificates is not {Version}");
            var all = root.GetProperty("revoked").EnumerateArray().Select(one => new RevokedCertificate(
                Convert.ToHexStringLower(Convert.FromHexString(one.GetProperty("serial").GetString() ?? "")),
                one.GetProperty("at").GetDateTimeOffset(), one.GetProperty("expires").GetDateTimeOffset()));
            return ([.. all], root.GetProperty("number").GetInt64());
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            throw new FormatException($"the list of revoked certificates is damaged: {e.Message}", e);
        }
    }

    public static byte[] Write(IEnumerable<RevokedCertificate> all, long number)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteNumber("number", number);
            json.WriteStartArray("revoked");
            foreach (var one in all)
            {
                json.WriteStartObject();
                json.WriteString("serial", one.Serial);
                json.WriteString("at", one.At);
                json.WriteString("expires", one.Expires);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return buffer.WrittenSpan.ToArray();
    }
}
