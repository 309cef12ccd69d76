using System.Text;
using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>The words of <c>provision-report.txt</c>, for whoever has the card in a computer: no secret is in them, and lines end as every system shows them.</summary>
internal static class ProvisionReport
{
    private const int ErrorsMax = 50;

    /// <param name="changed">A line for each thing that the file said.</param>
    /// <param name="left">Likewise for what it did not.</param>
    public static string Taken(DateTimeOffset now, IEnumerable<string> changed, IReadOnlyList<string> left, string next)
    {
        var lines = new List<string> { "Result: everything in provision.json was taken over, and the file was removed from this card.", "" };
        lines.AddRange(changed);
        if (left.Count > 0) lines.AddRange(["", "Left as it was:", .. left.Select(line => "  " + line)]);
        lines.AddRange(["", next]);
        return Text(now, lines);
    }

    public static string Refused(DateTimeOffset now, IReadOnlyList<ConfigError> errors)
    {
        var lines = new List<string> { "Result: provision.json was NOT taken over, and nothing was changed.", "", "Mend these lines of it (file, line, place, what is wrong), and start the device again:" };
        lines.AddRange(errors.Take(ErrorsMax).Select(error => "  " + error));
        if (errors.Count > ErrorsMax) lines.Add($"  ... and {errors.Count - ErrorsMax} more");
        lines.AddRange(["", "The file still holds its secrets: do not leave the card lying about."]);
        return Text(now, lines);
    }

    public static string Failed(DateTimeOffset now, string why) => Text(now,
    [
        "Result: it could not be done now, and is tried again at the next start.", "", "Reason: " + why,
        "If this comes again, the card may be worn out or full: try another one.",
    ]);

    public static string Certificate(DateTimeOffset now, string what) => Text(now, [what]);

    /// <summary>Of what keeps the device from working at all.</summary>
    public static string Trouble(DateTimeOffset now, string what, string remedy) => Text(now, ["Result: " + what, "", "Do: " + remedy]);

    public static string Reset(DateTimeOffset now) => Text(now,
    [
        "Result: the device is as it left the factory. Its identity, credentials, configuration, readings and everything that waited to be sent are gone.",
        "", "Put a provision.json on this card, and start the device again.",
    ]);

    private static string Text(DateTimeOffset now, IEnumerable<string> lines)
    {
        var text = new StringBuilder("EdgeAppliance: what became of the provisioning\r\n");
        text.Append($"Time: {now:yyyy-MM-dd HH:mm} UTC, by the device's clock, which may not be right yet\r\n\r\n");
        foreach (string line in lines) text.Append(line).Append("\r\n");
        return text.ToString();
    }
}
