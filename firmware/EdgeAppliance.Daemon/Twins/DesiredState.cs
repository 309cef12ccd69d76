using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Daemon.Twins;

/// <summary>What a device is wanted to be.</summary>
/// <param name="Version">Grows with each change; 0 where nothing was ever asked.</param>
/// <param name="Json">A JSON object in UTF-8.</param>
internal sealed record DesiredState(long Version, byte[] Json)
{
    public static DesiredState None { get; } = new(0, "{}"u8.ToArray());

    /// <summary>As devices are told of it, whatever they speak: <c>{"version":3,"desired":{…}}</c>.</summary>
    public byte[] Told => [.. Encoding.UTF8.GetBytes($"{{\"version\":{Version},\"desired\":"), .. Json, (byte)'}'];

    /// <returns>The property of that name; null where there is none.</returns>
    public JsonElement? Find(string name)
    {
        using var json = JsonDocument.Parse(Json);
        return json.RootElement.TryGetProperty(name, out var value) ? value.Clone() : null;
    }

    /// <summary>As RFC 9110 section 8.8.3 writes it.</summary>
    public string Tag => $"\"{Version}\"";
}
