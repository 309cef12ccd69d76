namespace EdgeAppliance.Daemon.Configuration;

/// <summary>The rules of MQTT 5 section 4.7 for topic names and filters.</summary>
internal static class MqttTopics
{
    private const int LengthMax = 1024;

    public static bool IsName(string topic) => IsText(topic) && !topic.AsSpan().ContainsAny('+', '#');

    public static bool IsFilter(string filter)
    {
        if (!IsText(filter)) return false;
        var levels = filter.Split('/');
        for (int i = 0; i < levels.Length; i++)
        {
            if (levels[i] == "#" && i == levels.Length - 1) continue;
            if (levels[i] != "+" && levels[i].AsSpan().ContainsAny('+', '#')) return false;
        }
        return true;
    }

    private static bool IsText(string topic) => topic.Length is > 0 and <= LengthMax && !topic.Contains('\0');
}
