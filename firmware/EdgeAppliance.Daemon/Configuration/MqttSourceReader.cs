using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the keys of an <c>mqtt</c> source: <c>topic</c> and those of <see cref="PayloadMappingReader"/>.</summary>
internal static class MqttSourceReader
{
    public static MqttSourceConfiguration Read(string name, bool durable, ConfigSection section)
    {
        string topic = section.RequiredText("topic");
        if (topic.Length > 0 && !MqttTopics.IsFilter(topic)) section.Errors.Add(section.Find("topic")!, $"'{section.Find("topic")!.Text}' is no topic filter of MQTT");
        var mapping = PayloadMappingReader.Read(section, namesFormat: true);
        return new MqttSourceConfiguration(name, durable, new MqttSourceOptions { Name = name, Topic = topic, Mapping = mapping, Key = PayloadMappingReader.Key(section, mapping), Limits = LimitsOf(mapping) });
    }

    private static PayloadLimits LimitsOf(PayloadMapping mapping) =>
        mapping.Format == PayloadFormat.Bytes ? PayloadLimits.Default with { PayloadBytesMax = PayloadMappingReader.PictureBytesMax } : PayloadLimits.Default;
}
