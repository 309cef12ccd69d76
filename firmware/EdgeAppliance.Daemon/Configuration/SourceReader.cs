using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Amqp;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Daemon.Ingest.Sparkplug;
using EdgeAppliance.Drivers;

namespace EdgeAppliance.Daemon.Configuration;

internal static class SourceReader
{
    private static readonly string[] s_listened = [MqttSource.Type, CoapSource.Type, HttpSource.Type, SparkplugSource.Type, AmqpSource.Type];

    public static SourceConfiguration? Read(string name, ConfigSection section)
    {
        bool durable = section.Boolean("durable", true);
        string type = section.RequiredText("type");
        if (type.Length == 0) return null;
        SourceConfiguration? source = type switch
        {
            MqttSource.Type => MqttSourceReader.Read(name, durable, section),
            CoapSource.Type => CoapSourceReader.Read(name, durable, section),
            HttpSource.Type => HttpSourceReader.Read(name, durable, section),
            SparkplugSource.Type => SparkplugSourceReader.Read(name, durable, section),
            AmqpSource.Type => AmqpSourceReader.Read(name, durable, section),
            _ => Driver(name, type, durable, section),
        };
        // A driver's binder knows its keys itself.
        if (s_listened.Contains(type)) section.RefuseUnknownKeys();
        return source is null ? null : source with { Fingerprint = section.Fingerprint() };
    }

    private static DriverSourceConfiguration? Driver(string name, string type, bool durable, ConfigSection section)
    {
        if (!DriverCatalog.Types.Contains(type))
        {
            // What the text was filled in with may be a secret: the message shows it as it stands in the file.
            var node = section.Find("type")!;
            section.Errors.Add(node, $"must be one of {string.Join(", ", [.. s_listened, .. DriverCatalog.Types])}, not '{node.Text}'");
            return null;
        }
        using var json = JsonDocument.Parse(ConfigText.Json(section.Node));
        var wrong = new List<StepError>();
        var make = DriverCatalog.Bind(json.RootElement, section.Node.Path, wrong, section.Fill);
        foreach (var error in wrong) section.Errors.Add(section.Node.Nearest(error.Path).Line, error.Path, error.Text.TrimEnd('.'));
        return make is null ? null : new DriverSourceConfiguration(name, type, durable, make);
    }
}
