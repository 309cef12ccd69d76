using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads what sources that take payloads have in common: <c>map</c> (channel to the place of its number), <c>time</c> (the
/// place of the reading's time), <c>timeUnit</c> and <c>key</c>. A place is a JSON pointer such as <c>/a/0/b</c>, or dotted as <c>a.b</c>.</summary>
internal static class PayloadMappingReader
{
    private const int ChannelsMax = PayloadLimits.ChannelsCeiling;

    public static PayloadMapping Read(ConfigSection section)
    {
        var mapping = new PayloadMapping
        {
            Channels = [.. TextMap.Read(section, "map", ChannelsMax).Select(entry => KeyValuePair.Create(entry.Key, Pointer(entry.Value)))],
            TimePointer = section.FindText("time") is { } place ? Pointer(place) : null,
            TimeUnit = section.Choice(
                "timeUnit", PayloadTimeUnit.Milliseconds, ("s", PayloadTimeUnit.Seconds), ("ms", PayloadTimeUnit.Milliseconds), ("us", PayloadTimeUnit.Microseconds)),
        };
        try
        {
            _ = new JsonPayloadDecoder(mapping, PayloadLimits.Default);
            return mapping;
        }
        catch (FormatException e)
        {
            section.Errors.Add(section.Find("map") ?? section.Find("time")!, e.Message.TrimEnd('.'));
            return PayloadMapping.Default;
        }
    }

    /// <summary>The channel by which a reading that is sent again is recognised; null where there is none.</summary>
    public static string? Key(ConfigSection section, PayloadMapping mapping)
    {
        string? key = section.FindText("key");
        if (key is not null && !mapping.Channels.IsEmpty && !mapping.Channels.Any(channel => channel.Key == key))
            section.Errors.Add(section.Find("key")!, "is no channel of the map");
        return key;
    }

    public static string Pointer(string place) =>
        place.StartsWith('/') ? place : "/" + place.Replace("~", "~0").Replace("/", "~1").Replace('.', '/');
}
