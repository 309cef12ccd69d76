namespace EdgeAppliance.Daemon.Ingest;

/// <summary>An MQTT topic filter (MQTT 5 section 4.7). The level that its first <c>+</c> stands for names the device; without one,
/// all that its <c>#</c> stands for.</summary>
internal sealed class TopicFilter
{
    private readonly string[] _levels;
    private readonly bool _multi;

    /// <exception cref="FormatException">The filter is not one.</exception>
    public TopicFilter(string filter)
    {
        if (filter.Length is 0 or > ushort.MaxValue || filter.Contains('\0')) throw new FormatException("A topic filter has 1 to 65535 characters.");
        var levels = filter.Split('/');
        for (int i = 0; i < levels.Length; i++)
        {
            if (levels[i].Contains('#') && (levels[i].Length > 1 || i < levels.Length - 1))
                throw new FormatException($"'{filter}': # stands alone in the last level.");
            if (levels[i].Contains('+') && levels[i].Length > 1) throw new FormatException($"'{filter}': + stands alone in its level.");
        }
        _multi = levels[^1] == "#";
        _levels = _multi ? levels[..^1] : levels;
        Text = filter;
    }

    public string Text { get; }

    /// <param name="device">What the wildcard stands for; empty where the filter has none.</param>
    public bool TryMatch(string topic, out string device)
    {
        device = "";
        // Section 4.7.2: topics that begin with $ are not matched by a wildcard in the first level.
        if (topic.StartsWith('$') && (_levels.Length == 0 || _levels[0] == "+")) return false;
        var rest = topic.AsSpan();
        bool atEnd = false;
        ReadOnlySpan<char> named = default;
        bool hasName = false;
        foreach (string level in _levels)
        {
            if (atEnd) return false;
            int slash = rest.IndexOf('/');
            var found = slash < 0 ? rest : rest[..slash];
            atEnd = slash < 0;
            rest = atEnd ? default : rest[(slash + 1)..];
            if (level == "+")
            {
                if (!hasName) named = found;
                hasName = true;
            }
            else if (!found.SequenceEqual(level)) return false;
        }
        if (!_multi && !atEnd) return false;
        if (_multi && !hasName) named = rest;
        device = named.ToString();
        return true;
    }
}
