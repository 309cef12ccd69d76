using System.Buffers;
using System.Text.Unicode;

namespace EdgeAppliance.Core.Identity;

/// <summary>What one device may publish, and what it may be told. What nothing allows is denied.</summary>
public sealed class TopicAcl
{
    /// <summary>Stands for the device's id in a pattern.</summary>
    public const string DevicePlace = "{device}";

    private const string SharePrefix = "$share/";
    private const int BytesMax = 256;

    private readonly TopicPattern[] _publish;
    private readonly TopicPattern[] _subscribe;

    /// <exception cref="FormatException">A pattern is no topic filter.</exception>
    public TopicAcl(DeviceRecord device)
    {
        _publish = Patterns(device.Publish, device.Id);
        _subscribe = Patterns(device.Subscribe, device.Id);
    }

    public bool MayPublish(ReadOnlySpan<char> topic) => !topic.ContainsAny('+', '#') && Covers(_publish, topic);

    /// <param name="topic">UTF-8.</param>
    /// <returns>False also where it is unusually long or no UTF-8.</returns>
    public bool MayPublish(ReadOnlySpan<byte> topic)
    {
        if (topic.Length > BytesMax) return false;
        Span<char> text = stackalloc char[BytesMax];
        return Utf8.ToUtf16(topic, text, out _, out int length, replaceInvalidSequences: false) == OperationStatus.Done && MayPublish(text[..length]);
    }

    /// <summary>Whether every topic that the filter matches may be told. Of a shared subscription (MQTT 5 section 4.8.2) the filter behind
    /// the group counts.</summary>
    public bool MaySubscribe(ReadOnlySpan<char> filter)
    {
        if (filter.StartsWith(SharePrefix, StringComparison.Ordinal))
        {
            var share = filter[SharePrefix.Length..];
            int slash = share.IndexOf('/');
            if (slash <= 0 || share[..slash].ContainsAny('+', '#')) return false;
            filter = share[(slash + 1)..];
        }
        return TopicPattern.IsFilter(filter) && Covers(_subscribe, filter);
    }

    private static bool Covers(TopicPattern[] patterns, ReadOnlySpan<char> filter)
    {
        foreach (var pattern in patterns)
            if (pattern.Covers(filter)) return true;
        return false;
    }

    private static TopicPattern[] Patterns(IReadOnlyList<string> patterns, string device) =>
        [.. patterns.Select(pattern => new TopicPattern(pattern.Replace(DevicePlace, device, StringComparison.Ordinal)))];
}
