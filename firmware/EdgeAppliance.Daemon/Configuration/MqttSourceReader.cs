using System.Collections.Immutable;
using EdgeAppliance.Daemon.Ingest;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the keys of an <c>mqtt</c> source: <c>topic</c>, <c>map</c> (channel to the place of its number), <c>time</c> (the
/// place of the reading's time), <c>timeUnit</c> and <c>key</c>. A place is a JSON pointer such as <c>/a/0/b</c>, or dotted as <c>a.b</c>.</summary>
internal static class MqttSourceReader
{
    private const int ChannelsMax = PayloadLimits.ChannelsCeiling;

    public static MqttSourceConfiguration Read(string name, bool durable, ConfigSection section)
    {
        string topic = section.RequiredText("topic");
        if (topic.Length > 0 && !MqttTopics.IsFilter(topic)) section.Errors.Add(section.Find("topic")!, $"'{section.Find("topic")!.Text}' is no topic filter of MQTT");
        var options = new MqttSourceOptions { Name = name, Topic = topic, Mapping = Mapping(section), Key = section.FindText("key") };
        if (options.Key is { } key && options.Mapping.Channels is { Length: > 0 } channels && !channels.Any(channel => channel.Key == key))
            section.Errors.Add(section.Find("key")!, "is no channel of the map");
        return new MqttSourceConfiguration(name, durable, options);
    }

    /// <summary>The keys <c>map</c>, <c>time</c> and <c>timeUnit</c>.</summary>
    public static PayloadMapping Mapping(ConfigSection section)
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

    private static string Pointer(string place) =>
        place.StartsWith('/') ? place : "/" + place.Replace("~", "~0").Replace("/", "~1").Replace('.', '/');
}
