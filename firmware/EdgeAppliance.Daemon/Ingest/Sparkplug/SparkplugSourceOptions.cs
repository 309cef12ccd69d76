namespace EdgeAppliance.Daemon.Ingest.Sparkplug;

/// <summary>A source of type <c>sparkplug</c>.</summary>
internal sealed record SparkplugSourceOptions
{
    public static readonly TimeSpan RebirthEveryStandard = TimeSpan.FromSeconds(10);

    public required string Name { get; init; }

    /// <summary>The one group whose nodes it takes; null for all.</summary>
    public string? Group { get; init; }

    /// <summary>The host that it is to the nodes, which may wait to see it online; null for none.</summary>
    public string? Host { get; init; }

    /// <summary>Channel to metric, for those that are wanted; empty for all, under their own names.</summary>
    public IReadOnlyDictionary<string, string> Channels { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether a reading repeats the values that did not change, rather than lack them.</summary>
    public bool Holds { get; init; } = true;

    /// <summary>How often a node is asked for its birth at most.</summary>
    public TimeSpan RebirthEvery { get; init; } = RebirthEveryStandard;

    public PayloadLimits Limits { get; init; } = PayloadLimits.Default with
    {
        // A birth names everything that a node has.
        PayloadBytesMax = 256 * 1024, ChannelsMax = 512, NameBytesMax = 256,
    };
}
