using System.Text.Json;
using EdgeAppliance.Edgectl.Control;

namespace EdgeAppliance.Edgectl.Doctor;

/// <summary>What was wrong before, by what an earlier <c>edgectl doctor --json</c> wrote: whoever judges a new version by what is wrong now must not hold against it a
/// broker that was not there before either.</summary>
internal sealed class KnownTroubles
{
    private const int FileBytesMax = 1 << 20;

    private readonly HashSet<string> _subjects = [];

    /// <param name="file">One that is not there, or is damaged, knows of nothing.</param>
    public static KnownTroubles Read(string? file)
    {
        var known = new KnownTroubles();
        try
        {
            if (file is null || new FileInfo(file) is not { Exists: true, Length: <= FileBytesMax }) return known;
            using var report = JsonDocument.Parse(File.ReadAllBytes(file));
            foreach (var finding in new JsonPage(report.RootElement).Each("findings"))
                if (finding.Text("verdict") == "error") known._subjects.Add(finding.Text("subject"));
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            // Then everything counts.
        }
        return known;
    }

    public Finding Weigh(Finding finding) =>
        finding.Verdict == Verdict.Error && _subjects.Contains(finding.Subject) ? finding with { Verdict = Verdict.Warning, Text = finding.Text + " (as before)" } : finding;
}
