using System.Buffers;
using System.Text.Json;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>What the device was provisioned with so far, in words and without secrets, by which a report says what changed:
/// <code>{"version":1,"id":"pump-7","facts":[{"label":"Host name","value":"edge-7"}]}</code></summary>
internal sealed class ProvisionFacts
{
    private const int Version = 1;

    private readonly List<(string Label, string Value)> _facts = [];

    /// <summary>Empty where nothing was provisioned yet.</summary>
    public string DeviceId { get; set; } = "";

    public IReadOnlyList<(string Label, string Value)> All => _facts;

    public string? Find(string label) => _facts.Find(fact => fact.Label == label).Value;

    public void Set(string label, string value)
    {
        int at = _facts.FindIndex(fact => fact.Label == label);
        if (at < 0) _facts.Add((label, value));
        else _facts[at] = (label, value);
    }

    /// <summary>A file that is damaged counts as none: it only tells.</summary>
    public static ProvisionFacts Read(string path)
    {
        var facts = new ProvisionFacts();
        if (!File.Exists(path)) return facts;
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            string id = json.RootElement.GetProperty("id").GetString() ?? "";
            foreach (var fact in json.RootElement.GetProperty("facts").EnumerateArray()) facts.Set(fact.GetProperty("label").GetString()!, fact.GetProperty("value").GetString()!);
            facts.DeviceId = id;
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return new ProvisionFacts();
        }
        return facts;
    }

    public byte[] Json()
    {
        var bytes = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteNumber("version", Version);
            json.WriteString("id", DeviceId);
            json.WriteStartArray("facts");
            foreach (var (label, value) in _facts)
            {
                json.WriteStartObject();
                json.WriteString("label", label);
                json.WriteString("value", value);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return bytes.WrittenSpan.ToArray();
    }
}
