namespace EdgeAppliance.Daemon.Configuration;

internal static class SourceReader
{
    private const int ChannelsMax = 1024;

    /// <summary>Ten times a second: faster the processor's own counters do not move.</summary>
    private static readonly TimeSpan s_systemEveryLeast = TimeSpan.FromMilliseconds(100);

    public static SourceConfiguration? Read(string name, ConfigSection section)
    {
        bool durable = section.Boolean("durable", true);
        SourceConfiguration? source;
        switch (section.RequiredText("type"))
        {
            case "mqtt": source = Mqtt(name, durable, section); break;
            case "system": source = System(name, durable, section); break;
            case "replay": source = Replay(name, durable, section); break;
            case "": return null;
            default:
                section.Errors.Add(section.Find("type")!, $"must be one of mqtt, system, replay, not '{section.Find("type")!.Text}'");
                return null;
        }
        section.RefuseUnknownKeys();
        return source with { Fingerprint = section.Fingerprint() };
    }

    private static MqttSourceConfiguration Mqtt(string name, bool durable, ConfigSection section)
    {
        string topic = section.RequiredText("topic");
        if (topic.Length > 0 && !MqttTopics.IsFilter(topic)) section.Errors.Add(section.Find("topic")!, $"'{section.Find("topic")!.Text}' is no topic filter of MQTT");
        return new MqttSourceConfiguration(name, durable, topic, TextMap.Read(section, "map", ChannelsMax), section.FindText("time"));
    }

    private static SystemSourceConfiguration System(string name, bool durable, ConfigSection section) =>
        new(name, durable, section.Duration("every", TimeSpan.FromSeconds(1), s_systemEveryLeast, TimeSpan.FromHours(1)));

    private static ReplaySourceConfiguration Replay(string name, bool durable, ConfigSection section)
    {
        string file = section.RequiredText("file");
        string separator = section.Text("separator", ",");
        if (separator.Length != 1) section.Errors.Add(section.Find("separator")!, "must be one character");
        string time = section.Text("time", "time");
        return new ReplaySourceConfiguration(
            name, durable, file, time, separator.Length == 1 ? separator[0] : ',', section.Number("speed", 1, 0.001, 1e6), section.Boolean("loop", false));
    }
}
