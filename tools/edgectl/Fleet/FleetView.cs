using System.Globalization;
using System.Text;
using System.Text.Json;
using EdgeAppliance.Bundles.Rollouts;
using EdgeAppliance.Edgectl.Rollouts;
using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Fleet;

/// <summary>A rollout as it stands on its devices: a panel for a person, a line of JSON for a program.</summary>
internal static class FleetView
{
    private const int BarWidth = 50;

    public static IReadOnlyList<string> Lines(Screen screen, PublishedRollout published, FleetCounts counts, FleetMove move, string reason)
    {
        var rollout = published.Rollout;
        string stage = string.Create(CultureInfo.InvariantCulture, $"stage {rollout.Stage} of {rollout.Stages.Count}, {ShareText.Of(rollout.Current.SharePpm)}");
        var lines = new List<string>
        {
            screen.Inked($"── {rollout.Id} · {published.Bundle} {published.Version} · {rollout.State.ToString().ToLowerInvariant()} · {stage} ──", Ink.Heading),
            "  " + Bar(screen, counts) + $" {Amounts.Count(counts.Meant)} of {Amounts.Count(counts.Devices)} devices",
            "  " + Count(screen, "committed", counts.Committed, Ink.Good) + Count(screen, "under way", counts.UnderWay, Ink.Warning) + Count(screen, "failed", counts.Failed, Ink.Bad) + Count(screen, "waiting", counts.Waiting, Ink.Faint),
            "  " + screen.Inked($"{move.ToString().ToLowerInvariant()}: {reason}", move == FleetMove.Abort ? Ink.Bad : Ink.Plain),
        };
        foreach (var (why, devices) in counts.Reasons) lines.Add("  " + screen.Inked(string.Create(CultureInfo.InvariantCulture, $"{devices,7:#,0} × {why}"), Ink.Warning));
        return lines;
    }

    public static string Json(PublishedRollout published, FleetCounts counts, FleetMove move, string reason, DateTimeOffset now)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes))
        {
            json.WriteStartObject();
            json.WriteString("time", now);
            json.WriteString("rollout", published.Rollout.Id);
            json.WriteString("bundle", published.Bundle);
            json.WriteString("version", published.Version);
            json.WriteString("state", published.Rollout.State.ToString().ToLowerInvariant());
            json.WriteNumber("stage", published.Rollout.Stage);
            json.WriteNumber("stages", published.Rollout.Stages.Count);
            json.WriteNumber("devices", counts.Devices);
            json.WriteNumber("meant", counts.Meant);
            json.WriteNumber("committed", counts.Committed);
            json.WriteNumber("underWay", counts.UnderWay);
            json.WriteNumber("failed", counts.Failed);
            json.WriteNumber("waiting", counts.Waiting);
            json.WriteNumber("ahead", counts.Ahead);
            json.WriteString("move", move.ToString().ToLowerInvariant());
            json.WriteString("reason", reason);
            json.WriteStartArray("reasons");
            foreach (var (why, devices) in counts.Reasons)
            {
                json.WriteStartObject();
                json.WriteString("reason", why);
                json.WriteNumber("devices", devices);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(bytes.ToArray());
    }

    private static string Bar(Screen screen, FleetCounts counts)
    {
        int Cells(int part) => counts.Meant == 0 ? 0 : (int)Math.Round((double)part / counts.Meant * BarWidth);
        int good = Cells(counts.Committed), bad = counts.Failed > 0 ? Math.Max(1, Cells(counts.Failed)) : 0, busy = Cells(counts.UnderWay);
        int rest = Math.Max(0, BarWidth - good - bad - busy);
        return screen.Inked(new string('█', good), Ink.Good) + screen.Inked(new string('█', bad), Ink.Bad) + screen.Inked(new string('▒', busy), Ink.Warning) + screen.Inked(new string('░', rest), Ink.Faint);
    }

    private static string Count(Screen screen, string what, int count, Ink ink) => screen.Inked($"{what} {Amounts.Count(count)}", count == 0 ? Ink.Faint : ink) + "   ";
}
