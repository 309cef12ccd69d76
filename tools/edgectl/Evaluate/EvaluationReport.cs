using System.Globalization;
using System.Text;
using System.Text.Json;

namespace EdgeAppliance.Edgectl.Evaluate;

/// <summary>Shows an evaluation: as a table, or as JSON with f1 as a fraction, far and mar in percent.</summary>
internal static class EvaluationReport
{
    public static string Json(Evaluation evaluation)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true }))
        {
            writer.WriteStartObject();
            writer.WritePropertyName("pooled");
            Write(writer, evaluation.Pooled);
            writer.WriteStartObject("files");
            foreach (var (name, counts) in evaluation.Files)
            {
                writer.WritePropertyName(name);
                Write(writer, counts);
            }
            writer.WriteEndObject();
            writer.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    public static string Table(Evaluation evaluation)
    {
        var text = new StringBuilder("                  published               causal\nfile              F1      FAR %   MAR %   F1      FAR %   MAR %\n");
        foreach (var (name, counts) in evaluation.Files) Row(text, name, counts);
        Row(text, "pooled", evaluation.Pooled);
        return text.ToString();
    }

    private static void Row(StringBuilder text, string name, RuleCounts counts) =>
        text.AppendLine(CultureInfo.InvariantCulture, $"{name,-17} {Cells(counts.Published)}  {Cells(counts.Causal)}");

    private static string Cells(Confusion c) => string.Create(CultureInfo.InvariantCulture, $"{c.F1,-6:F4}  {c.FalseAlarmPercent,-6:F2}  {c.MissedAlarmPercent,-6:F2}");

    private static void Write(Utf8JsonWriter writer, RuleCounts counts)
    {
        writer.WriteStartObject();
        Write(writer, "published", counts.Published);
        Write(writer, "causal", counts.Causal);
        writer.WriteEndObject();
    }

    private static void Write(Utf8JsonWriter writer, string rule, Confusion counts)
    {
        writer.WriteStartObject(rule);
        writer.WriteNumber("f1", Math.Round(counts.F1, 4));
        writer.WriteNumber("far", Math.Round(counts.FalseAlarmPercent, 2));
        writer.WriteNumber("mar", Math.Round(counts.MissedAlarmPercent, 2));
        writer.WriteEndObject();
    }
}
