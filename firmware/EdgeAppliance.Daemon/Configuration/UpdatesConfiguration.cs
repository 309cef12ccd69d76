namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Where new versions of models come from by themselves.</summary>
/// <param name="Url">Of a repository of The Update Framework, with <c>metadata/</c> and <c>targets/</c> below it: https, http, or a folder as file.</param>
/// <param name="RootFile">The root that trust begins with; it came with the appliance, not from the repository.</param>
internal sealed record UpdatesConfiguration(Uri Url, string RootFile)
{
    public TimeSpan Every { get; init; } = TimeSpan.FromHours(1);

    /// <summary>Models that are looked for; empty for those that pipelines use.</summary>
    public IReadOnlyList<string> Models { get; init; } = [];

    /// <summary>Signature schemes that root and targets must each have their threshold of.</summary>
    public IReadOnlyList<string> RequiredSchemes { get; init; } = [];

    /// <summary>Over the line, in bytes a second; null for as fast as it goes.</summary>
    public long? RateMax { get; init; }

    /// <summary>Over the line for one version, in bytes.</summary>
    public long BytesMax { get; init; } = 1L << 30;
}
