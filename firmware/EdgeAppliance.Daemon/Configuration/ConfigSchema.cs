namespace EdgeAppliance.Daemon.Configuration;

/// <summary>The JSON Schema of the configuration, which editors use. It is kept by hand in <c>appliance.schema.json</c> beside this file; a
/// test holds it against the readers.</summary>
internal static class ConfigSchema
{
    private const string Resource = "appliance.schema.json";

    public static string Text()
    {
        using var stream = typeof(ConfigSchema).Assembly.GetManifestResourceStream(Resource)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().TrimEnd();
    }
}
