using EdgeAppliance.Core.Identity;

namespace EdgeAppliance.Daemon.Ingest.Mqtt;

/// <summary>What topic names and filters may look like (MQTT 5 sections 4.7 and 4.8.2).</summary>
internal static class MqttTopic
{
    public const int CharsMax = TopicPattern.CharsMax;

    /// <summary>Levels of a filter.</summary>
    public const int LevelsMax = 64;

    private const string SharePrefix = "$share/";

    public static bool IsName(ReadOnlySpan<char> topic) => topic.Length is > 0 and <= CharsMax && !topic.ContainsAny('+', '#', '\0');

    /// <param name="group">Of a shared subscription; else null.</param>
    /// <param name="filter">Without the group.</param>
    /// <returns>False where it is no filter.</returns>
    public static bool TryFilter(string text, out string? group, out string filter)
    {
        group = null;
        filter = text;
        if (text.StartsWith(SharePrefix, StringComparison.Ordinal))
        {
            int slash = text.IndexOf('/', SharePrefix.Length);
            if (slash <= SharePrefix.Length) return false;
            group = text[SharePrefix.Length..slash];
            filter = text[(slash + 1)..];
            if (group.AsSpan().ContainsAny('+', '#')) return false;
        }
        return TopicPattern.IsFilter(filter) && filter.AsSpan().Count('/') < LevelsMax;
    }

    public static bool HasWildcard(ReadOnlySpan<char> filter) => filter.ContainsAny('+', '#');
}
