using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Daemon.Ingest.Sparkplug;

namespace EdgeAppliance.Daemon.Configuration;

internal static class UplinkReader
{
    public static UplinkConfiguration? Read(string name, ConfigSection section)
    {
        UplinkConfiguration? uplink;
        switch (section.RequiredText("type"))
        {
            case "mqtt": uplink = Broker(section, "mqtt", url => Mqtt(name, url, section)); break;
            case AmqpSource.Type: uplink = Broker(section, "amqp", url => Amqp(name, url, section)); break;
            case SparkplugSource.Type: uplink = Broker(section, "mqtt", url => SparkplugUplinkReader.Read(name, url, section)); break;
            case DataUplinkConfiguration.TypeName: uplink = DataUplinkReader.Read(name, section); break;
            case "": return null;
            default:
                section.Errors.Add(section.Find("type")!, $"must be mqtt, amqp, sparkplug or data, not '{section.Find("type")!.Text}'");
                return null;
        }
        section.RefuseUnknownKeys();
        return uplink is null ? null : uplink with { Fingerprint = section.Fingerprint() };
    }

    private static MqttUplinkConfiguration Mqtt(string name, Uri url, ConfigSection section)
    {
        string topic = section.Text("topic", "edge/{device}/{pipeline}");
        if (!MqttTopics.IsName(topic)) section.Errors.Add(section.Find("topic")!, $"'{section.Find("topic")!.Text}' is no topic of MQTT");
        return new MqttUplinkConfiguration(name, url, topic);
    }

    private static AmqpUplinkConfiguration Amqp(string name, Uri url, ConfigSection section)
    {
        string address = section.RequiredText("address");
        if (address.Contains("{subject}")) section.Errors.Add(section.Find("address")!, "may hold {device} and {pipeline}, and no {subject}: each address is a link of its own");
        return new AmqpUplinkConfiguration(name, url, address);
    }

    /// <summary>The keys of every uplink to a broker.</summary>
    /// <param name="scheme">Of its urls without TLS.</param>
    /// <param name="make">Reads those of its kind.</param>
    private static BrokerUplinkConfiguration? Broker(ConfigSection section, string scheme, Func<Uri, BrokerUplinkConfiguration> make)
    {
        var url = BrokerReader.Url(section, scheme);
        var (user, password) = BrokerReader.Credentials(section);
        var uplink = make(url ?? new Uri($"{scheme}://nowhere.invalid")) with
        {
            User = user,
            Password = password,
            Tls = BrokerReader.Tls(section, url, scheme),
            Pace = ReadPace(section),
            KeepAlive = BrokerReader.KeepAlive(section),
        };
        return url is null ? null : uplink;
    }

    private static UplinkPace ReadPace(ConfigSection section)
    {
        var standard = new UplinkPace();
        var pace = new UplinkPace
        {
            InFlightMax = section.Integer("inFlight", standard.InFlightMax, 1, 1000),
            Batch = section.Integer("batch", standard.Batch, 1, 1000),
            RecordsPerSecondMax = section.Number("recordsPerSecond", 0, 0, 1e9),
            LiveFirst = section.Boolean("liveFirst", false),
            RetryLeast = section.Duration("retryLeast", standard.RetryLeast, TimeSpan.FromMilliseconds(10), TimeSpan.FromHours(1)),
            RetryMost = section.Duration("retryMost", standard.RetryMost, TimeSpan.FromMilliseconds(10), TimeSpan.FromDays(1)),
        };
        if (pace.RetryMost < pace.RetryLeast) section.Errors.Add(section.Find("retryMost") ?? section.Find("retryLeast")!, "retryMost is less than retryLeast");
        return pace;
    }
}
