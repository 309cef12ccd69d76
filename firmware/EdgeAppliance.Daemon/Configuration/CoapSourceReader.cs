using EdgeAppliance.Daemon.Ingest.Coap;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the keys of a <c>coap</c> source: <c>path</c>, and <c>map</c>, <c>time</c> and <c>timeUnit</c> as an <c>mqtt</c> source has them.</summary>
internal static class CoapSourceReader
{
    public static CoapSourceConfiguration Read(string name, bool durable, ConfigSection section)
    {
        string path = section.Text("path", CoapSourceOptions.PathOfDevices);
        if (!MqttTopics.IsFilter(path) || path.Contains('#') || path.StartsWith('/'))
            section.Errors.Add(section.Find("path")!, $"'{section.Find("path")!.Text}' is no path; write it as telemetry/+, in which + stands for the device");
        return new CoapSourceConfiguration(name, durable, new CoapSourceOptions { Name = name, Path = path, Mapping = PayloadMappingReader.Read(section, namesFormat: true) });
    }
}
