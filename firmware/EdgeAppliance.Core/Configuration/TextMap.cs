namespace EdgeAppliance.Core.Configuration;

/// <summary>An object of texts, such as tags or a channel map.</summary>
internal static class TextMap
{
    public static IReadOnlyDictionary<string, string> Read(ConfigSection section, string key, int countMax)
    {
        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        if (section.Find(key) is not { } map || !section.Expect(map, ConfigKind.Object)) return texts;
        if (map.Members.Count > countMax) section.Errors.Add(map, $"has {map.Members.Count} entries, and at most {countMax} are taken");
        foreach (var (name, value) in map.Members)
            if (section.TextOf(value) is { } text) texts.Add(name, text);
        return texts;
    }
}
