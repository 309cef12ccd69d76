using System.Text.Json;

namespace EdgeAppliance.Demo.Cloud;

/// <summary>What the cloud reads of one record that came in.</summary>
/// <param name="Stream">The middle part of the id: device, stream, sequence.</param>
internal sealed record CloudRecord(string Id, string Stream, long Sequence, string Type, DateTimeOffset Time)
{
    /// <summary>The device on the site that the readings came from; empty where there is none.</summary>
    public string Subject { get; init; } = "";

    /// <summary>Channel name → value; a JSON object.</summary>
    public JsonElement Data { get; init; }

    /// <returns>NaN where the record has no such number.</returns>
    public double Number(string channel)
    {
        if (Data.ValueKind != JsonValueKind.Object || !Data.TryGetProperty(channel, out var value)) return double.NaN;
        return value.ValueKind == JsonValueKind.Number ? value.GetDouble() : double.NaN;
    }
}
