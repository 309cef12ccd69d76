using EdgeAppliance.Edgectl.Terminal;

namespace EdgeAppliance.Edgectl.Doctor;

internal static class DoctorReport
{
    public static void Write(IReadOnlyList<Finding> findings, Screen screen)
    {
        int width = findings.Max(finding => PlainText.Of(finding.Subject).Length);
        foreach (var finding in findings)
        {
            var (word, ink) = WordOf(finding.Verdict);
            screen.Output.WriteLine($"{screen.Inked(word.PadRight(7), ink)}  {PlainText.Of(finding.Subject).PadRight(width)}  {screen.Inked(finding.Text, finding.Verdict == Verdict.Skipped ? Ink.Faint : Ink.Plain)}");
            if (finding.Remedy.Length > 0) screen.Line($"{new string(' ', 9 + width + 2)}→ {finding.Remedy}", Ink.Heading);
        }
        int errors = Count(findings, Verdict.Error), warnings = Count(findings, Verdict.Warning);
        screen.Line();
        if (errors + warnings == 0) screen.Line("nothing is wrong", Ink.Good);
        else screen.Line($"{errors} {(errors == 1 ? "error" : "errors")}, {warnings} {(warnings == 1 ? "warning" : "warnings")}", errors > 0 ? Ink.Bad : Ink.Warning);
    }

    public static void WriteJson(IReadOnlyList<Finding> findings, Screen screen) => screen.Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteNumber("errors", Count(findings, Verdict.Error));
        writer.WriteNumber("warnings", Count(findings, Verdict.Warning));
        writer.WriteStartArray("findings");
        foreach (var finding in findings)
        {
            writer.WriteStartObject();
            writer.WriteString("subject", finding.Subject);
            writer.WriteString("verdict", WordOf(finding.Verdict).Word.ToLowerInvariant());
            writer.WriteString("text", finding.Text);
            if (finding.Remedy.Length > 0) writer.WriteString("remedy", finding.Remedy);
            writer.WriteEndObject();
        }
        writer.WriteEndArray();
        writer.WriteEndObject();
    });

    private static int Count(IReadOnlyList<Finding> findings, Verdict verdict) => findings.Count(finding => finding.Verdict == verdict);

    private static (string Word, Ink Ink) WordOf(Verdict verdict) => verdict switch
    {
        Verdict.Good => ("ok", Ink.Good),
        Verdict.Warning => ("warning", Ink.Warning),
        Verdict.Error => ("ERROR", Ink.Bad),
        _ => ("skipped", Ink.Faint),
    };
}
