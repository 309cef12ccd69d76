namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Where new versions of models come from by themselves.</summary>
/// <param name="Url">Of a repository of The Update Framework, with <c>metadata/</c> and <c>targets/</c> below it: https, http, or a folder as file; or in an OCI registry, as <c>oci://registry.example/edge/fleet:tuf</c>.</param>
/// <param name="RootFile">The root that trust begins with; it came with the appliance, not from the repository. Empty where there is none.</param>
internal sealed record UpdatesConfiguration(Uri Url, string RootFile)
{
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Models that are looked for; empty for those that pipelines use.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Configurations, prompts and sets of models that are looked for, by their names.</summary>
    public IReadOnlyList<string> Bundles { get; init; } = [];

    /// <summary>Folders that sticks are mounted in: a repository in one of them, or a folder below it, is taken as it appears.</summary>
    public IReadOnlyList<string> Sticks { get; init; } = [];

    /// <summary>Other appliances of the site, which are asked for a file before the repository is; each ends with '/'.</summary>
    public IReadOnlyList<Uri> Peers { get; init; } = [];

    /// <summary>Whether other appliances may fetch files of installed bundles from this one, by their hashes.</summary>
    public bool ServesPeers { get; init; }

    /// <summary>Of the registry; null where it serves everybody.</summary>
    public string? User { get; init; }

    public Secret? Password { get; init; }

    /// <summary>False where there are sticks or hawkBit alone, and no <c>url</c>.</summary>
    public bool HasUrl { get; init; } = true;

    /// <summary>Who says which bundles this device is to have; null where it chooses the newest of the repository by itself.</summary>
    public HawkbitConfiguration? Hawkbit { get; init; }

    /// <summary>Whether a repository's metadata are looked into at all.</summary>
    public bool NeedsRoot => HasUrl || Sticks.Count > 0;

    /// <summary>Signature schemes that root and targets must each have their threshold of.</summary>
    public IReadOnlyList<string> RequiredSchemes { get; init; } = [];

    /// <summary>Over the line, in bytes a second; null for as fast as it goes.</summary>
    public long? RateMax { get; init; }

    /// <summary>Over the line for one version, in bytes.</summary>
    public long BytesMax { get; init; } = 1L << 30;

    /// <summary>Over the line in each <see cref="Period"/>, in bytes.</summary>
    public long PeriodBytesMax { get; init; } = long.MaxValue;

    /// <summary>Null where there is no such limit.</summary>
    public TimeSpan? Period { get; init; }

    /// <summary>When it is looked, fetched and begun to install; empty for at any time.</summary>
    public IReadOnlyList<DayHours> Hours { get; init; } = [];

    /// <summary>Null for none; a repository is then asked through the one that the environment names, if any.</summary>
    public ProxyConfiguration? Proxy { get; init; }

    /// <summary>A message on this topic of the MQTT uplinks' brokers has the repository looked into soon; null where none does.</summary>
    public string? Nudge { get; init; }

    /// <summary>Whether another says the same.</summary>
    public bool IsSame(UpdatesConfiguration other) => this with { Models = other.Models, Bundles = other.Bundles, Sticks = other.Sticks, Peers = other.Peers, RequiredSchemes = other.RequiredSchemes, Hours = other.Hours, Hawkbit = other.Hawkbit } == other
        && Models.SequenceEqual(other.Models) && Bundles.SequenceEqual(other.Bundles) && Sticks.SequenceEqual(other.Sticks) && Peers.SequenceEqual(other.Peers) && RequiredSchemes.SequenceEqual(other.RequiredSchemes) && Hours.SequenceEqual(other.Hours)
        && (Hawkbit is null ? other.Hawkbit is null : Hawkbit.IsSame(other.Hawkbit));
}
