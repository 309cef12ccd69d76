using System.Text.Json;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Coap;
using EdgeAppliance.Drivers;

namespace EdgeAppliance.Daemon.Configuration;

internal static class SourceReader
{
    public static SourceConfiguration? Read(string name, ConfigSection section)
    {
        bool durable = section.Boolean("durable", true);
        string type = section.RequiredText("type");
        if (type.Length == 0) return null;
        SourceConfiguration? source = type switch
        {
            MqttSource.Type => Mqtt(name, durable, section),
            CoapSource.Type => Coap(name, durable, section),
            _ => Driver(name, type, durable, section),
        };
        return source is null ? null : source with { Fingerprint = section.Fingerprint() };
    }

    private static MqttSourceConfiguration Mqtt(string name, bool durable, ConfigSection section)
    {
        var source = MqttSourceReader.Read(name, durable, section);
        section.RefuseUnknownKeys();
        return source;
    }

    private static CoapSourceConfiguration Coap(string name, bool durable, ConfigSection section)
    {
        var source = CoapSourceReader.Read(name, durable, section);
        section.RefuseUnknownKeys();
        return source;
    }

    private static DriverSourceConfiguration? Driver(string name, string type, bool durable, ConfigSection section)
    {
        if (!DriverCatalog.Types.Contains(type))
        {
            // What the text was filled in with may be a secret: the message shows it as it stands in the file.
            var node = section.Find("type")!;
            section.Errors.Add(node, $"must be one of {string.Join(", ", [MqttSource.Type, CoapSource.Type, .. DriverCatalog.Types])}, not '{node.Text}'");
            return null;
        }
        using var json = JsonDocument.Parse(ConfigText.Json(section.Node));
        var wrong = new List<StepError>();
        var make = DriverCatalog.Bind(json.RootElement, section.Node.Path, wrong);
        foreach (var error in wrong) section.Errors.Add(section.Node.Nearest(error.Path).Line, error.Path, error.Text.TrimEnd('.'));
        return make is null ? null : new DriverSourceConfiguration(name, type, durable, make);
    }
}
