namespace EdgeAppliance.Core.Configuration;

/// <summary>One value of the configuration file, and where it stands.</summary>
/// <param name="key">Its key in the parent, or its place such as <c>[0]</c>; empty for the file's own value.</param>
internal sealed class ConfigNode(ConfigKind kind, ConfigNode? parent, string key, int line)
{
    private Dictionary<string, ConfigNode>? _members;
    private List<ConfigNode>? _items;

    public ConfigKind Kind { get; } = kind;

    public int Line { get; } = line;

    /// <summary>A text's characters, or a number or truth value as it is written.</summary>
    public string Text { get; init; } = "";

    /// <summary>An object's members, in the order of the file; each key once.</summary>
    public Dictionary<string, ConfigNode> Members => _members ??= new(StringComparer.Ordinal);

    public List<ConfigNode> Items => _items ??= [];

    /// <summary>Made when it is asked for: kept for every value, the paths of a hostile file would fill the memory.</summary>
    public string Path => parent is null ? key : Join(parent.Path, key);

    /// <summary>What the value is, as a message says it.</summary>
    public string KindName => NameOf(Kind);

    /// <summary>The value inside this one that a path names, or the innermost around it where the value is missing.</summary>
    public ConfigNode Nearest(string path)
    {
        var inner = Kind == ConfigKind.List ? (IEnumerable<ConfigNode>)Items : Kind == ConfigKind.Object ? Members.Values : [];
        foreach (var child in inner)
        {
            string at = child.Path;
            if (path.StartsWith(at, StringComparison.Ordinal) && (path.Length == at.Length || path[at.Length] is '.' or '[')) return child.Nearest(path);
        }
        return this;
    }

    public static string NameOf(ConfigKind kind) => kind switch
    {
        ConfigKind.Object => "an object",
        ConfigKind.List => "a list",
        ConfigKind.Text => "a text",
        ConfigKind.Number => "a number",
        ConfigKind.Boolean => "true or false",
        _ => "null",
    };

    public static string Join(string path, string key) => path.Length == 0 || key.StartsWith('[') ? path + key : $"{path}.{key}";
}
