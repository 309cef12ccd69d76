namespace EdgeAppliance.Core.Configuration;

/// <summary>Collects what is wrong with one file, so that all of it is reported together.</summary>
internal sealed class ConfigErrors(string file)
{
    /// <summary>A broken file of a million wrong keys must not become a million messages.</summary>
    private const int CountMax = 200;

    private readonly List<ConfigError> _errors = [];

    /// <summary>In the order of the file's lines.</summary>
    public IReadOnlyList<ConfigError> InOrder => [.. _errors.OrderBy(e => e.Line)];

    public int Count => _errors.Count;

    public void Add(ConfigNode node, string text) => Add(node.Line, node.Path, text);

    public void Add(int line, string path, string text)
    {
        if (_errors.Count < CountMax) _errors.Add(new ConfigError(file, line, path, text));
    }
}
