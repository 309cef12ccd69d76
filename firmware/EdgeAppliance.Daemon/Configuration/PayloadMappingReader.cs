using System.Collections.Immutable;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads what sources that take payloads have in common: <c>map</c> (channel to the place of its number), <c>time</c> (the
/// place of the reading's time), <c>timeUnit</c>, <c>units</c>, <c>format</c>, <c>layout</c> and <c>key</c>. A place is a JSON pointer such as <c>/a/0/b</c>, or dotted as <c>a.b</c>.</summary>
internal static class PayloadMappingReader
{
    private const int ChannelsMax = PayloadLimits.ChannelsCeiling;

    /// <summary>Of a payload that is taken as it is: what cameras send.</summary>
    public const int PictureBytesMax = 2 << 20;

    /// <param name="namesFormat">The protocol does not say what a payload is, or not always.</param>
    public static PayloadMapping Read(ConfigSection section, bool namesFormat)
    {
        var format = namesFormat
            ? section.Choice("format", PayloadFormat.Json, ("json", PayloadFormat.Json), ("cbor", PayloadFormat.Cbor), ("text", PayloadFormat.Text), ("binary", PayloadFormat.Binary), ("bytes", PayloadFormat.Bytes))
            : section.Choice("format", PayloadFormat.Json, ("byType", PayloadFormat.Json), ("bytes", PayloadFormat.Bytes));
        if (format == PayloadFormat.Bytes && section.Find("map") is { } map) section.Errors.Add(map, "does not go with the format bytes, in which a payload has no channels");
        var layout = section.FindSection("layout") is { } found ? PayloadLayoutReader.Read(found) : null;
        if (format == PayloadFormat.Binary && section.Find("layout") is null) section.Errors.Add(section.Find("format")!, "needs a layout");
        var mapping = Places(section);
        return mapping with { Format = format == PayloadFormat.Binary && layout is null ? PayloadFormat.Json : format, Layout = layout, Conversions = Conversions(section) };
    }

    private static ImmutableArray<ChannelConversion> Conversions(ConfigSection section)
    {
        var conversions = new List<ChannelConversion>();
        foreach (var (channel, unit) in section.Sections("units"))
        {
            string from = unit.RequiredText("from"), to = unit.RequiredText("to");
            unit.RefuseUnknownKeys();
            if (from.Length == 0 || to.Length == 0) continue;
            if (UnitTable.TryConversion(from, to, out double scale, out double offset, out string? error)) conversions.Add(new ChannelConversion(channel, scale, offset) { To = to });
            else section.Errors.Add(unit.Find(UnitTable.Knows(from) ? "to" : "from")!, error!.TrimEnd('.'));
        }
        return [.. conversions];
    }

    private static PayloadMapping Places(ConfigSection section)
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
            // The message quotes a place, which is written otherwise by now than in the file: what it was filled in with would be seen.
            bool isFilled = IsFilled(section.Find("map")) || IsFilled(section.Find("time"));
            section.Errors.Add(section.Find("map") ?? section.Find("time")!, isFilled ? "has places that are none, or lie in each other" : e.Message.TrimEnd('.'));
            return PayloadMapping.Default;
        }
    }

    private static bool IsFilled(ConfigNode? node) => node is not null && (SecretStore.HasPlaceholder(node.Text) || node.Members.Values.Any(IsFilled));

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
