using System.Text;
using EdgeAppliance.Core.Pipeline;

namespace EdgeAppliance.Daemon.Uplink;

/// <summary>Makes a record's topic from a pattern with <c>{device}</c>, <c>{pipeline}</c> and <c>{subject}</c>. The last topic is
/// kept, because neighbours in a lane mostly share it.</summary>
internal sealed class TopicTemplate(string pattern, string device)
{
    private readonly string _pattern = pattern.Replace("{device}", Level(device), StringComparison.Ordinal);
    private readonly bool _hasSubject = pattern.Contains("{subject}", StringComparison.Ordinal);

    private byte[] _pipeline = [];
    private byte[] _subject = [];
    private string? _topic;

    public string TopicOf(in PackedRecord record)
    {
        var pipeline = StreamNames.PipelineOf(record.Stream);
        if (_topic is not null && pipeline.SequenceEqual(_pipeline) && (!_hasSubject || record.Subject.SequenceEqual(_subject))) return _topic;
        _pipeline = pipeline.ToArray();
        _subject = record.Subject.ToArray();
        return _topic = _pattern
            .Replace("{pipeline}", Level(Encoding.UTF8.GetString(_pipeline)), StringComparison.Ordinal)
            .Replace("{subject}", Level(Encoding.UTF8.GetString(_subject)), StringComparison.Ordinal);
    }

    /// <summary>A device chooses its own name; it must not choose where on the broker its records go (MQTT 5 section 4.7).</summary>
    private static string Level(string name)
    {
        foreach (char forbidden in "/+#\0") name = name.Replace(forbidden, '_');
        return name.Length == 0 ? "_" : name;
    }
}
