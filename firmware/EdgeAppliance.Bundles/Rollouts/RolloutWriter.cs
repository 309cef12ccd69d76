using System.Globalization;
using System.Text.Json;

namespace EdgeAppliance.Bundles.Rollouts;

/// <summary>Writes a rollout as the member <c>rollout</c> of the custom part of the target <c>bundles/NAME/VERSION/bundle.json</c>, which other
/// clients of The Update Framework pass over. Frozen format, whole numbers only since it is signed in canonical JSON: <code>
/// { "id": "pump-3", "state": "running" | "paused" | "aborted", "stage": 1,
///   "stages": [ { "sharePpm": 10000, "ids": ["bench-1"], "waitS": 3600, "successPpm": 980000, "since": "2026-11-27T04:00:00Z" }, … ],
///   "to": { "ids": ["a"], "tags": { "site": ["north"] } },
///   "windows": [ { "days": ["mon"], "from": "22:00", "to": "04:00" } ],
///   "notBefore": "2026-11-28T00:00:00Z", "spreadS": 3600, "force": true }</code>
/// Of these id, state, stage and stages are always there, and sharePpm of a stage.</summary>
public static class RolloutWriter
{
    /// <summary>The custom part with another rollout, and all else in it as it was.</summary>
    /// <param name="custom">An object.</param>
    public static JsonElement Into(JsonElement custom, Rollout rollout)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            foreach (var member in custom.EnumerateObject())
                if (member.Name != RolloutReader.Member) member.WriteTo(json);
            json.WritePropertyName(RolloutReader.Member);
            Write(json, rollout);
            json.WriteEndObject();
        }
        using var read = JsonDocument.Parse(bytes.ToArray());
        return read.RootElement.Clone();
    }

    public static void Write(Utf8JsonWriter json, Rollout rollout)
    {
        json.WriteStartObject();
        json.WriteString("id", rollout.Id);
        json.WriteString("state", rollout.State.ToString().ToLowerInvariant());
        json.WriteNumber("stage", rollout.Stage);
        json.WriteStartArray("stages");
        foreach (var stage in rollout.Stages) Write(json, stage);
        json.WriteEndArray();
        if (!rollout.To.IsAll) Write(json, rollout.To);
        if (rollout.Windows.Count > 0) Write(json, rollout.Windows);
        if (rollout.NotBefore is { } notBefore) json.WriteString("notBefore", Moment(notBefore));
        if (rollout.Spread > TimeSpan.Zero) json.WriteNumber("spreadS", (long)rollout.Spread.TotalSeconds);
        if (rollout.IsForced) json.WriteBoolean("force", true);
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, RolloutStage stage)
    {
        json.WriteStartObject();
        json.WriteNumber("sharePpm", stage.SharePpm);
        if (stage.Ids.Count > 0) Texts(json, "ids", stage.Ids);
        if (stage.Wait > TimeSpan.Zero) json.WriteNumber("waitS", (long)stage.Wait.TotalSeconds);
        if (stage.SuccessPpm != RolloutStage.AllPpm) json.WriteNumber("successPpm", stage.SuccessPpm);
        if (stage.Since is { } since) json.WriteString("since", Moment(since));
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, DeviceGroup group)
    {
        json.WriteStartObject("to");
        if (group.Ids.Count > 0) Texts(json, "ids", group.Ids);
        if (group.Tags.Count > 0)
        {
            json.WriteStartObject("tags");
            foreach (var (tag, values) in group.Tags) Texts(json, tag, values);
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter json, IReadOnlyList<MaintenanceWindow> windows)
    {
        json.WriteStartArray("windows");
        foreach (var window in windows)
        {
            json.WriteStartObject();
            Texts(json, "days", window.Days.Order().Select(RolloutReader.Day));
            json.WriteString("from", window.From.ToString("HH:mm", CultureInfo.InvariantCulture));
            json.WriteString("to", window.To.ToString("HH:mm", CultureInfo.InvariantCulture));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }

    private static void Texts(Utf8JsonWriter json, string name, IEnumerable<string> texts)
    {
        json.WriteStartArray(name);
        foreach (string text in texts) json.WriteStringValue(text);
        json.WriteEndArray();
    }

    private static string Moment(DateTimeOffset moment) => moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
