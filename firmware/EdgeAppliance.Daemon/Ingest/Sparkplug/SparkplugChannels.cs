using System.Diagnostics.CodeAnalysis;
using System.Text;
using EdgeAppliance.Core.Readings;
using EdgeAppliance.Drivers.Protocols.Sparkplug;

namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>What a birth says of a node's or device's metrics: which there are, and which of them are channels.</summary>
internal sealed class SparkplugChannels
{
    public const string BirthNumber = "bdSeq";

    private readonly Dictionary<string, SparkplugDefinition> _byName = new(StringComparer.Ordinal);
    private readonly Dictionary<ulong, SparkplugDefinition> _byAlias = [];

    private SparkplugChannels()
    {
    }

    /// <summary>What the stored format has for the names of a batch (ReadingPacker), less its source and device.</summary>
    private const int NameBytesMax = 60_000;

    /// <summary>Null where no metric is a channel.</summary>
    public ChannelSet? Set { get; private set; }

    public int Count => Set?.Count ?? 0;

    /// <summary>Metrics, channels or not.</summary>
    public int Defined => _byName.Count;

    /// <param name="before">What the birth before said: its list of channels is kept where it is the same, so that batches go on.</param>
    public static PayloadError Read(in SparkplugPayload birth, SparkplugSourceOptions options, SparkplugChannels? before, out SparkplugChannels? read)
    {
        read = null;
        var made = new SparkplugChannels();
        var names = new List<string>();
        foreach (var metric in birth)
        {
            // Section 6.4.9: every metric of a birth has a name, and no two have the same.
            if (metric.Name.IsEmpty) return PayloadError.NameInvalid;
            string name = Encoding.UTF8.GetString(metric.Name);
            var definition = new SparkplugDefinition(metric.Type, -1);
            if (SparkplugDataTypes.IsNumber(metric.Type) && ChannelOf(name, options) is { } channel)
            {
                definition = definition with { Channel = names.Count };
                names.Add(channel);
            }
            if (!made._byName.TryAdd(name, definition)) return PayloadError.ChannelTwice;
            if (metric.Alias is { } alias && !made._byAlias.TryAdd(alias, definition)) return PayloadError.ChannelTwice;
        }
        if (names.Count > options.Limits.ChannelsMax || names.Sum(name => 3 * name.Length + 2) > NameBytesMax) return PayloadError.TooManyChannels;
        if (names.Count > 0) made.Set = before?.Set is { } old && old.Names.SequenceEqual(names.ToArray()) ? old : new ChannelSet(names.ToArray());
        read = made;
        return PayloadError.None;
    }

    /// <returns>False where the birth did not name the metric.</returns>
    public bool TryFind(in SparkplugMetric metric, out SparkplugDefinition definition)
    {
        // Section 6.4.9: where births give aliases, data have them alone.
        if (metric.Alias is { } alias && _byAlias.TryGetValue(alias, out definition)) return true;
        definition = default;
        if (metric.Name.IsEmpty) return false;
        Span<char> text = stackalloc char[metric.Name.Length];
        int length = Encoding.UTF8.GetChars(metric.Name, text);
        return _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(text[..length], out definition);
    }

    public bool TryFind(string name, [NotNullWhen(true)] out SparkplugDefinition? definition)
    {
        definition = _byName.TryGetValue(name, out var found) ? found : null;
        return definition is not null;
    }

    private static string? ChannelOf(string metric, SparkplugSourceOptions options)
    {
        if (metric == BirthNumber || metric.StartsWith("Node Control/", StringComparison.Ordinal) || metric.StartsWith("Device Control/", StringComparison.Ordinal)) return null;
        if (options.Channels.Count == 0) return metric;
        foreach (var (channel, wanted) in options.Channels)
            if (wanted == metric) return channel;
        return null;
    }
}
