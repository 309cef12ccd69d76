using System.Buffers;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Edgectl.Devices;

/// <summary>What the daemon is asked to do with a device.</summary>
internal static class DeviceRequests
{
    public static string Of(string id) => Of(id, _ => { });

    public static string Of(string id, Action<Utf8JsonWriter> more)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("id", id);
            more(json);
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    public static void WriteList(this Utf8JsonWriter json, string key, string[]? texts)
    {
        json.WriteStartArray(key);
        foreach (string text in texts ?? []) json.WriteStringValue(text);
        json.WriteEndArray();
    }
}
