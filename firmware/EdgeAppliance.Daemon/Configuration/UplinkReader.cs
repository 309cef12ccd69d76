using EdgeAppliance.Daemon.Ingest.Sparkplug;

namespace EdgeAppliance.Daemon.Configuration;

internal static class UplinkReader
{
    public static UplinkConfiguration? Read(string name, ConfigSection section)
    {
        UplinkConfiguration? uplink;
        switch (section.RequiredText("type"))
        {
            case "mqtt": uplink = Broker(section, url => Mqtt(name, url, section)); break;
            case SparkplugSource.Type: uplink = Broker(section, url => SparkplugUplinkReader.Read(name, url, section)); break;
            case "": return null;
            default:
                section.Errors.Add(section.Find("type")!, $"must be mqtt or sparkplug, not '{section.Find("type")!.Text}'");
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

    /// <summary>The keys of every uplink to a broker.</summary>
    /// <param name="make">Reads those of its kind.</param>
    private static BrokerUplinkConfiguration? Broker(ConfigSection section, Func<Uri, BrokerUplinkConfiguration> make)
    {
        string address = section.RequiredText("url");
        bool known = Uri.TryCreate(address, UriKind.Absolute, out var url) && url.Scheme is "mqtt" or "mqtts" && url.Host.Length > 0;
        if (!known && address.Length > 0) section.Errors.Add(section.Find("url")!, "must be mqtt://HOST[:PORT] or mqtts://HOST[:PORT]");
        if (known && url!.UserInfo.Length > 0) section.Errors.Add(section.Find("url")!, "must hold no user or password; they have keys of their own");
        var uplink = make(url ?? new Uri("mqtt://nowhere.invalid")) with
        {
            User = section.FindText("user"),
            Password = section.FindSecret("password"),
            Tls = ReadTls(section, known && url!.Scheme == "mqtts"),
            Pace = ReadPace(section),
            KeepAlive = section.Duration("keepAlive", TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(1), TimeSpan.FromMinutes(15)),
        };
        if (uplink is { Password: not null, User: null }) section.Errors.Add(section.Find("password")!, "needs a user");
        return known ? uplink : null;
    }

    private static UplinkTls ReadTls(ConfigSection section, bool encrypted)
    {
        var tls = new UplinkTls(section.FindText("ca"), section.FindText("certificate"), section.FindText("key"));
        if ((tls.CertificateFile is null) != (tls.KeyFile is null))
            section.Errors.Add(section.Find("certificate") ?? section.Find("key")!, "a certificate and a key come together");
        if (!encrypted && tls != new UplinkTls(null, null, null))
            section.Errors.Add(section.Find("ca") ?? section.Find("certificate") ?? section.Find("key")!, "is of use only where the url is mqtts://");
        return tls;
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
