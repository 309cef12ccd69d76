using EdgeAppliance.Daemon.Ingest;
using EdgeAppliance.Daemon.Ingest.Http;
using EdgeAppliance.Daemon.Ingest.Payloads;

namespace EdgeAppliance.Daemon.Configuration;

/// <summary>Reads the keys of an <c>http</c> source: those of an <c>mqtt</c> source's payloads, where the device is named, and how much it takes.</summary>
internal static class HttpSourceReader
{
    private const int BodyBytesLeast = 1024, BodyBytesMost = 16 << 20;

    public static HttpSourceConfiguration Read(string name, bool durable, ConfigSection section)
    {
        var usual = new HttpSourceOptions { Name = name };
        var mapping = PayloadMappingReader.Read(section, namesFormat: false);
        var options = usual with
        {
            Mapping = mapping,
            Key = PayloadMappingReader.Key(section, mapping),
            DevicePointer = Device(section),
            DeviceHeader = Header(section),
            RequestsPerSecond = section.Number("requestsPerSecond", 0, 0, 1e9),
            ReadingsPerSecond = section.Number("readingsPerSecond", 0, 0, 1e9),
            Limits = usual.Limits with { PayloadBytesMax = BodyMax(section, mapping.Format), RowsMax = section.Integer("rowsMax", usual.Limits.RowsMax, 1, 100_000) },
        };
        return new HttpSourceConfiguration(name, durable, options);
    }

    private static string? Device(ConfigSection section)
    {
        if (section.FindText("device") is not { } place) return null;
        if (place.Length > 0) return PayloadMappingReader.Pointer(place);
        section.Errors.Add(section.Find("device")!, "must not be empty");
        return null;
    }

    private static string Header(ConfigSection section)
    {
        string header = section.Text("deviceHeader", HttpSourceOptions.DeviceHeaderUsual);
        if (!Names.IsName(header)) section.Errors.Add(section.Find("deviceHeader")!, $"'{section.Find("deviceHeader")!.Text}' is no name of a header");
        return header;
    }

    private static int BodyMax(ConfigSection section, PayloadFormat format)
    {
        long usual = new HttpSourceOptions { Name = "" }.Limits.PayloadBytesMax;
        long most = section.Size("bodyMax", usual, BodyBytesLeast);
        // Bytes that are taken as they are lie in one document of the store.
        bool isBytes = format == PayloadFormat.Bytes;
        if (most <= (isBytes ? PayloadMappingReader.PictureBytesMax : BodyBytesMost)) return (int)most;
        section.Errors.Add(section.Find("bodyMax")!, isBytes ? "must be at most 2MiB with the format bytes" : "must be at most 16MiB");
        return (int)usual;
    }
}
