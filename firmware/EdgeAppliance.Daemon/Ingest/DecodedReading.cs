using EdgeAppliance.Core.Readings;

namespace EdgeAppliance.Daemon.Ingest;

/// <summary>What a payload says beside its values, or why it says nothing.</summary>
/// <param name="Channels">The channels, in the order of the values; null where there is an error.</param>
/// <param name="TimeUs">Microseconds since 1970, or null where the payload holds no time.</param>
internal readonly record struct DecodedReading(PayloadError Error, ChannelSet? Channels, long? TimeUs)
{
    /// <summary>Where in the payload the error is, or -1.</summary>
    public int At { get; init; } = -1;

    /// <summary>The payload itself belongs to the reading.</summary>
    public bool CarriesPayload { get; init; }

    public static DecodedReading Failed(PayloadError error) => new(error, null, null);
}
