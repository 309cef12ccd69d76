using System.Text;
using EdgeAppliance.Drivers.Buses;
using EdgeAppliance.Drivers.Sensors.Ssd1306;

namespace EdgeAppliance.Edgectl.Provision.Apply;

/// <summary>A small display on the board's wires (SSD1306, address 0x3c on I2C bus 1), for who has nothing else to read. A board without one goes without.</summary>
/// <param name="lines">That it has: 8 or 4, 0 for none; null to see for itself.</param>
internal sealed class StatusDisplay(int? lines, I2cOpener open)
{
    private static readonly I2cPlace s_place = new("1", 0x3C);

    /// <summary>The words of a report that matter most, the first line for the whole.</summary>
    /// <param name="code">One of <see cref="ProvisionCodes"/>.</param>
    /// <param name="said">Lines of the report.</param>
    public static IReadOnlyList<string> Words(int code, IReadOnlyList<string> said)
    {
        string title = code switch
        {
            ProvisionCodes.Done => "Done",
            ProvisionCodes.Refused => "NOT TAKEN OVER",
            ProvisionCodes.Failed => "Failed, tries again",
            _ => "Card is not writable",
        };
        var body = code == ProvisionCodes.Done ? Facts(said) : [Reason(said)];
        return [title, .. body.SelectMany(Wrap)];
    }

    public static IReadOnlyList<string> Trouble(string what) => ["TROUBLE", .. Wrap(what)];

    public void Working() => Show(["EdgeAppliance", .. Wrap("takes over what is on the card. Leave the power on.")]);

    public void Show(IReadOnlyList<string> words)
    {
        if (lines == 0) return;
        try
        {
            Ssd1306Notice.Show(open(s_place), s_place, lines, words);
        }
        catch (IOException)
        {
            // Nobody answers: only a display.
        }
    }

    private static IEnumerable<string> Facts(IReadOnlyList<string> said)
    {
        var facts = said.Where(line => line.StartsWith("Device: ", StringComparison.Ordinal) || line.StartsWith("Host name: ", StringComparison.Ordinal)).ToList();
        return facts.Count > 0 ? facts : [Reason(said)];
    }

    /// <summary>What is to be mended first, else why, else what became of it.</summary>
    private static string Reason(IReadOnlyList<string> said) =>
        (said.FirstOrDefault(line => line.StartsWith("  ", StringComparison.Ordinal)) ?? Behind(said, "Reason: ") ?? Behind(said, "Result: ") ?? said.LastOrDefault() ?? "Nothing was to be done.").Trim();

    private static string? Behind(IReadOnlyList<string> said, string label) => said.FirstOrDefault(line => line.StartsWith(label, StringComparison.Ordinal))?[label.Length..];

    private static IEnumerable<string> Wrap(string text)
    {
        var line = new StringBuilder();
        foreach (string word in text.Split(' ').SelectMany(word => word.Chunk(Ssd1306Notice.LineCharactersMax).Select(part => new string(part))))
        {
            if (line.Length + 1 + word.Length > Ssd1306Notice.LineCharactersMax && line.Length > 0)
            {
                yield return line.ToString();
                line.Clear();
            }
            if (line.Length > 0) line.Append(' ');
            line.Append(word);
        }
        yield return line.ToString();
    }
}
