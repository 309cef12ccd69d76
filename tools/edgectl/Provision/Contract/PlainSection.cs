using EdgeAppliance.Core.Configuration;

namespace EdgeAppliance.Edgectl.Provision.Contract;

/// <summary>Reads texts as they are written. Unlike in a configuration nothing is filled in: whoever writes the FAT partition must not have root read
/// files for him.</summary>
internal sealed class PlainSection(ConfigSection section)
{
    public ConfigSection Keys => section;

    /// <param name="charsMax">Of characters.</param>
    /// <returns>Null where there is none, or it is no such text; then the errors say so.</returns>
    public string? Text(string key, int charsMax, bool severalLines = false) => section.Find(key) is { } node ? Text(node, charsMax, severalLines) : null;

    public string? Text(ConfigNode node, int charsMax, bool severalLines = false)
    {
        if (!section.Expect(node, ConfigKind.Text)) return null;
        // Never shown: it may be a secret.
        if (node.Text.Length == 0) section.Errors.Add(node, "must not be empty");
        else if (node.Text.Length > charsMax) section.Errors.Add(node, $"has {node.Text.Length} characters, and at most {charsMax} are taken");
        else if (node.Text.Any(c => char.IsControl(c) && !(severalLines && c is '\n' or '\r'))) section.Errors.Add(node, "must have no control characters");
        else return node.Text;
        return null;
    }

    /// <summary>A text that must hold to a rule.</summary>
    /// <param name="rule">What it must be, for the error; the text itself is not shown.</param>
    public string? Text(string key, int charsMax, Func<string, bool> holds, string rule)
    {
        if (Text(key, charsMax) is not { } text) return null;
        if (holds(text)) return text;
        section.Errors.Add(section.Find(key)!, rule);
        return null;
    }

    public string Required(string key, int charsMax, Func<string, bool> holds, string rule)
    {
        if (section.Find(key) is null) section.Errors.Add(section.Node.Line, section.Path(key), "is missing");
        return Text(key, charsMax, holds, rule) ?? "";
    }

    /// <summary>A list of texts, or one alone.</summary>
    /// <returns>Null where there is none; else those that hold to the rule.</returns>
    public List<string>? Texts(string key, int countMax, int charsMax, Func<string, bool> holds, string rule)
    {
        if (section.Find(key) is not { } list) return null;
        var nodes = section.TextNodes(key);
        if (nodes.Count > countMax) section.Errors.Add(list, $"has {nodes.Count} entries, and at most {countMax} are taken");
        var texts = new List<string>();
        foreach (var node in nodes.Take(countMax))
        {
            if (Text(node, charsMax) is not { } text) continue;
            if (holds(text)) texts.Add(text);
            else section.Errors.Add(node, rule);
        }
        return texts;
    }

    public PlainSection? Section(string key) => section.FindSection(key) is { } inner ? new PlainSection(inner) : null;
}
