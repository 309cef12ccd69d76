using System.Globalization;

namespace EdgeAppliance.Core.Configuration;

/// <summary>Reads one object's keys with their types and limits, and remembers which were asked for, so that
/// <see cref="RefuseUnknownKeys"/> can name the rest. A wrong value is reported and the default takes its place.</summary>
internal sealed class ConfigSection(ConfigNode node, ConfigErrors errors, SecretStore secrets)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public ConfigNode Node => node;

    public ConfigErrors Errors => errors;

    /// <summary>Changes whenever the object does, or a secret that it names.</summary>
    public string Fingerprint() => Fingerprint(node);

    public string Fingerprint(ConfigNode value) => ConfigText.Fingerprint(value, secrets);

    public string Path(string key) => ConfigNode.Join(node.Path, key);

    /// <summary>The key's value, or null where it is not there or null.</summary>
    public ConfigNode? Find(string key)
    {
        _known.Add(key);
        return node.Members.TryGetValue(key, out var value) && value.Kind != ConfigKind.Null ? value : null;
    }

    public string Text(string key, string standard) => FindText(key) ?? standard;

    public string RequiredText(string key)
    {
        string text = FindText(key) ?? "";
        if (Find(key) is { } value) { if (value is { Kind: ConfigKind.Text, Text: "" }) errors.Add(value, "must not be empty"); }
        else errors.Add(node.Line, Path(key), "is missing");
        return text;
    }

    public string? FindText(string key) => Find(key) is { } value ? TextOf(value) : null;

    public string? TextOf(ConfigNode value)
    {
        if (!Expect(value, ConfigKind.Text)) return null;
        if (!SecretStore.HasPlaceholder(value.Text)) return value.Text;
        string? filled = Fill(value.Text, out string wrong);
        if (filled is null) errors.Add(value, wrong);
        return filled;
    }

    /// <inheritdoc cref="SecretStore.Expand"/>
    public string? Fill(string text, out string wrong) => secrets.Expand(text, out wrong, errors.Hide);

    /// <summary>A value that must come from a file, the environment or a credential, never from this text.</summary>
    public Secret? FindSecret(string key)
    {
        if (Find(key) is not { } value || !Expect(value, ConfigKind.Text)) return null;
        if (SecretStore.HasPlaceholder(value.Text)) return TextOf(value) is { } filled ? new Secret(filled) : null;
        errors.Add(value, "a secret does not belong in this file; write ${file:PATH}, ${env:NAME} or ${credential:NAME}");
        return null;
    }

    public bool Boolean(string key, bool standard) =>
        Find(key) is { } value && Expect(value, ConfigKind.Boolean) ? value.Text == "true" : standard;

    public int Integer(string key, int standard, int least, int most)
    {
        if (Find(key) is not { } value || !Expect(value, ConfigKind.Number)) return standard;
        if (int.TryParse(value.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number) && number >= least && number <= most) return number;
        errors.Add(value, $"must be a whole number from {least} to {most}, not {Shown(value)}");
        return standard;
    }

    public double Number(string key, double standard, double least, double most)
    {
        if (Find(key) is not { } value || !Expect(value, ConfigKind.Number)) return standard;
        double number = double.Parse(value.Text, CultureInfo.InvariantCulture);
        if (number >= least && number <= most) return number;
        errors.Add(value, string.Create(CultureInfo.InvariantCulture, $"must be from {least} to {most}, not {Shown(value)}"));
        return standard;
    }

    public long Size(string key, long standard, long least)
    {
        if (Find(key) is not { } value || !Expect(value, ConfigKind.Text)) return standard;
        if (!Units.TryParseSize(value.Text, out long bytes)) errors.Add(value, $"{Shown(value)} is no size; write it as 512MiB or 2GiB");
        else if (bytes < least) errors.Add(value, $"must be at least {least} bytes, not {Shown(value)}");
        else return bytes;
        return standard;
    }

    public TimeSpan Duration(string key, TimeSpan standard, TimeSpan least, TimeSpan most)
    {
        if (Find(key) is not { } value || !Expect(value, ConfigKind.Text)) return standard;
        if (!Units.TryParseDuration(value.Text, out var duration)) errors.Add(value, $"{Shown(value)} is no duration; write it as 250ms, 30s, 15m or 1h");
        else if (duration < least || duration > most) errors.Add(value, $"must be from {Seconds(least)} to {Seconds(most)}, not {Shown(value)}");
        else return duration;
        return standard;
    }

    /// <summary>An absolute URL of one of some schemes, without a user or password in it.</summary>
    public Uri? FindUrl(string key, params ReadOnlySpan<string> schemes)
    {
        if (FindText(key) is not { } text) return null;
        if (Uri.TryCreate(text, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme) && url is { UserInfo.Length: 0 } && (url.IsFile || url.Host.Length > 0)) return url;
        // Not shown: what is wrong with it may be a password.
        errors.Add(Find(key)!, $"must be a URL of {string.Join(" or ", schemes.ToArray())}, without a user or password in it");
        return null;
    }

    /// <summary>One of a few words, given as the names users write.</summary>
    public T Choice<T>(string key, T standard, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        if (Find(key) is not { } value || !Expect(value, ConfigKind.Text)) return standard;
        var names = new List<string>();
        foreach (var (name, choice) in choices)
        {
            if (name == value.Text) return choice;
            names.Add(name);
        }
        errors.Add(value, $"must be one of {string.Join(", ", names)}, not {Shown(value)}");
        return standard;
    }

    /// <summary>A list of texts, or one text alone.</summary>
    public IReadOnlyList<ConfigNode> TextNodes(string key)
    {
        if (Find(key) is not { } value) return [];
        if (value.Kind == ConfigKind.Text) return [value];
        if (value.Kind != ConfigKind.List)
        {
            errors.Add(value, $"must be a text or a list of texts, not {value.KindName}");
            return [];
        }
        return value.Items.FindAll(item => Expect(item, ConfigKind.Text));
    }

    /// <summary>The object at a key; an empty one, reading as all defaults, where there is none.</summary>
    public ConfigSection Section(string key) => FindSection(key) ?? new ConfigSection(new ConfigNode(ConfigKind.Object, node, key, node.Line), errors, secrets);

    public ConfigSection? FindSection(string key) =>
        Find(key) is { } value && Expect(value, ConfigKind.Object) ? new ConfigSection(value, errors, secrets) : null;

    /// <summary>The objects in an object of names.</summary>
    public IEnumerable<(string Name, ConfigSection Section)> Sections(string key)
    {
        if (Find(key) is not { } value || !Expect(value, ConfigKind.Object)) yield break;
        foreach (var (name, member) in value.Members)
            if (Expect(member, ConfigKind.Object)) yield return (name, new ConfigSection(member, errors, secrets));
    }

    /// <summary>The objects in a list.</summary>
    public IEnumerable<ConfigSection> List(string key)
    {
        if (Find(key) is not { } value || !Expect(value, ConfigKind.List)) yield break;
        foreach (var item in value.Items)
            if (Expect(item, ConfigKind.Object)) yield return new ConfigSection(item, errors, secrets);
    }

    public bool Expect(ConfigNode value, ConfigKind kind)
    {
        if (value.Kind == kind) return true;
        errors.Add(value, $"must be {ConfigNode.NameOf(kind)}, not {value.KindName}");
        return false;
    }

    /// <summary>Call last: names every key that nothing asked for.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var (key, value) in node.Members)
        {
            if (_known.Contains(key)) continue;
            string? near = Spelling.Nearest(key, _known);
            errors.Add(value, near is null ? "unknown key" : $"unknown key; did you mean '{near}'?");
        }
    }

    private static string Shown(ConfigNode value) =>
        value.Text.Length <= 60 ? $"'{value.Text}'" : $"'{value.Text.AsSpan(0, 60)}…'";

    private static string Seconds(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds}s");
}
