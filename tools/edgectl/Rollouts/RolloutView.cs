using System.Globalization;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Rollouts;

/// <summary>Rollouts as people and programs read them; the JSON is the signed one with bundle and version around it.</summary>
internal static class RolloutView
{
    public static void Write(Surroundings around, IReadOnlyList<PublishedRollout> all)
    {
        var table = new Table("rollout", "bundle", "version", "state", "stage", "share>", "since", "may go on");
        foreach (var (bundle, version, rollout) in all)
        {
            var ink = rollout.State switch { RolloutState.Running => Ink.Good, RolloutState.Paused => Ink.Warning, _ => Ink.Bad };
            string since = rollout.Current.Since is { } moment ? Amounts.Age(moment, around.Time.GetUtcNow()) : "";
            table.Row(rollout.Id, bundle, version, new Cell(rollout.State.ToString().ToLowerInvariant(), ink),
                string.Create(CultureInfo.InvariantCulture, $"{rollout.Stage} of {rollout.Stages.Count}"), ShareText.Of(rollout.Current.SharePpm), since, Next(rollout, around.Time.GetUtcNow()));
        }
        table.WriteTo(around.Screen, "no rollouts: every version is for every device at once");
    }

    public static void WriteJson(Screen screen, IReadOnlyList<PublishedRollout> all) => screen.Json(json =>
    {
        json.WriteStartArray();
        foreach (var (bundle, version, rollout) in all)
        {
            json.WriteStartObject();
            json.WriteString("bundle", bundle);
            json.WriteString("version", version);
            json.WritePropertyName("rollout");
            RolloutWriter.Write(json, rollout);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    private static string Next(Rollout rollout, DateTimeOffset now)
    {
        if (rollout.State != RolloutState.Running || rollout.IsLastStage) return "";
        return rollout.WaitsUntil(now) is { } until ? $"in {Amounts.Duration(until - now)}" : "now";
    }
}
