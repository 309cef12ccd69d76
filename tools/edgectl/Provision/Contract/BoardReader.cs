using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Reads <c>board</c>, and the image's <c>board.json</c>, which says the same.</summary>
internal static class BoardReader
{
    /// <summary>Of a name in the kernel's interface.</summary>
    private const int NameCharsMax = 31;

    private const int HoldSecondsUsual = 5, HoldSecondsLeast = 2, HoldSecondsMost = 30;

    private static readonly Dictionary<string, int> s_displays = new() { ["128x64"] = 8, ["128x32"] = 4, ["none"] = 0 };

    public static BoardWish Read(PlainSection section)
    {
        var button = section.Section("resetButton");
        string? display = section.Text("display", 16, s_displays.ContainsKey, "must be one of " + string.Join(", ", s_displays.Keys));
        section.Keys.RefuseUnknownKeys();
        return new BoardWish(button is null ? null : Button(button), display is null ? null : s_displays[display]);
    }

    private static ButtonWish Button(PlainSection section)
    {
        var button = new ButtonWish(
            section.Required("line", NameCharsMax, Rules.IsLineName, "must be printable characters"),
            section.Text("chip", NameCharsMax, Rules.IsLineName, "must be printable characters"),
            section.Keys.Boolean("activeHigh", false),
            TimeSpan.FromSeconds(section.Keys.Integer("holdSeconds", HoldSecondsUsual, HoldSecondsLeast, HoldSecondsMost)));
        if (button.Chip is null && section.Keys.Find("chip") is null && button.Line.Length > 0 && button.Line.All(char.IsAsciiDigit))
            section.Keys.Errors.Add(section.Keys.Find("line")!, "is a number on a chip: name the chip, as \"chip\": \"pinctrl-rp1\"");
        section.Keys.RefuseUnknownKeys();
        return button;
    }
}
