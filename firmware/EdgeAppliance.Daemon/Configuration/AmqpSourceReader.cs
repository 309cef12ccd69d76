using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Amqp;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the keys of an <c>amqp</c> source: those of <see cref="PayloadMappingReader"/>, and <c>address</c> where devices send here, or
/// <c>broker</c>, <c>queue</c>, <c>device</c> and <c>credit</c> where messages are taken from a broker's queue.</summary>
internal static class AmqpSourceReader
{
    private static readonly string[] s_ofQueues = ["queue", "device", "credit"];

    public static AmqpSourceConfiguration Read(string name, bool durable, ConfigSection section)
    {
        var mapping = PayloadMappingReader.Read(section, namesFormat: true);
        var options = new AmqpSourceOptions { Name = name, Path = Address(section), Mapping = mapping, Key = PayloadMappingReader.Key(section, mapping), Queue = Queue(section) };
        return new AmqpSourceConfiguration(name, durable, options);
    }

    private static string Address(ConfigSection section)
    {
        string address = section.Text("address", TypedSourceOptions.PathOfDevices);
        if (MqttTopics.IsFilter(address)) return address;
        section.Errors.Add(section.Find("address")!, $"'{section.Find("address")!.Text}' is no address; write it as telemetry/+, in which + stands for the device");
        return TypedSourceOptions.PathOfDevices;
    }

    private static AmqpQueueOptions? Queue(ConfigSection section)
    {
        string device = section.Text("device", AmqpQueueOptions.DeviceUsual);
        int credit = section.Integer("credit", 256, 1, 4096);
        string? queue = section.FindText("queue");
        if (section.FindSection("broker") is not { } broker)
        {
            foreach (string key in s_ofQueues)
                if (section.Find(key) is { } node) section.Errors.Add(node, "is of use only where there is a broker");
            return null;
        }
        if (string.IsNullOrEmpty(queue)) section.Errors.Add(broker.Node, "needs a queue beside it");
        if (section.Find("address") is { } address) section.Errors.Add(address, "is where devices send to; with a broker the queue says where from");
        var read = Broker(broker);
        return read is null || queue is null ? null : new AmqpQueueOptions(read, queue) { Device = device, Credit = credit };
    }

    private static AmqpBroker? Broker(ConfigSection section)
    {
        var url = BrokerReader.Url(section, "amqp");
        var (user, password) = BrokerReader.Credentials(section);
        var tls = BrokerReader.Tls(section, url, "amqp");
        var keepAlive = BrokerReader.KeepAlive(section);
        section.RefuseUnknownKeys();
        return url is null ? null : new AmqpBroker(url) { User = user, Password = password, Tls = tls, KeepAlive = keepAlive };
    }
}
