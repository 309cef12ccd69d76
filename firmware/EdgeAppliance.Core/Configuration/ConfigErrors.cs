namespace EdgeAppliance.Core.Configuration;

/// <summary>Collects what is wrong with one file, so that all of it is reported together.</summary>
internal sealed class ConfigErrors(string file)
{
    /// <summary>A broken file of a million wrong keys must not become a million messages.</summary>
    private const int CountMax = 200;

    /// <summary>What is shorter is no secret, and may stand in any message.</summary>
    private const int HiddenCharsMin = 4;

    private readonly List<ConfigError> _errors = [];
    private readonly Dictionary<string, string> _hidden = new(StringComparer.Ordinal);

    /// <summary>In the order of the file's lines.</summary>
    public IReadOnlyList<ConfigError> InOrder => [.. _errors.OrderBy(e => e.Line)];

    public int Count => _errors.Count;

    public void Add(ConfigNode node, string text) => Add(node.Line, node.Path, text);

    public void Add(int line, string path, string text)
    {
        if (_errors.Count < CountMax) _errors.Add(new ConfigError(file, line, path, Shown(text)));
    }

    /// <summary>From now on messages show the placeholder instead of what it was filled in with, which may be a secret wherever it stands.</summary>
    public void Hide(string value, string placeholder)
    {
        if (value.Length >= HiddenCharsMin) _hidden[value] = placeholder;
    }

    private string Shown(string text)
    {
        foreach (var (value, placeholder) in _hidden) text = text.Replace(value, placeholder, StringComparison.Ordinal);
        return text;
    }
}
