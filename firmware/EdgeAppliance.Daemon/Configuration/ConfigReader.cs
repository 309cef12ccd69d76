namespace EdgeAppliance.Daemon.Configuration;

/// <summary>From a file to an <see cref="ApplianceConfiguration"/>, or to all that is wrong with it:
/// 1 read the file, 2 parse it, 3 convert each part, 4 check what parts say of each other.</summary>
internal static class ConfigReader
{
    public static ConfigResult ReadFile(string path, ConfigContext context)
    {
        if (ReadBytes(path, out var fault) is not { } json) return new ConfigResult(null, [fault!]);
        if (context.OwnFile is not { } own) return Read(path, json, context);
        if (ReadBytes(own, out fault) is not { } under) return new ConfigResult(null, [fault!]);
        var errors = new ConfigErrors(path);
        var (upper, lower) = (ConfigParser.Parse(json, errors), ConfigParser.Parse(under, errors));
        return Done(upper is null || lower is null ? null : Convert(ConfigOverlay.Over(lower, upper), errors, context), errors);
    }

    public static ConfigResult Read(string file, ReadOnlySpan<byte> json, ConfigContext context)
    {
        var errors = new ConfigErrors(file);
        return Done(ConfigParser.Parse(json, errors) is { } root ? Convert(root, errors, context) : null, errors); // 2
    }

    private static ConfigResult Done(ApplianceConfiguration? configuration, ConfigErrors errors) =>
        errors.Count == 0 ? new ConfigResult(configuration, []) : new ConfigResult(null, errors.InOrder);

    private static byte[]? ReadBytes(string path, out ConfigError? fault)
    {
        fault = null;
        try
        {
            // 1: one byte more than is taken, so that the parser sees that the file is too large. A pipe has no length to ask for.
            using var file = File.OpenRead(path);
            byte[] json = new byte[ConfigParser.BytesMax + 1];
            Array.Resize(ref json, file.ReadAtLeast(json, json.Length, throwOnEndOfStream: false));
            return json;
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            fault = new ConfigError(path, 0, "", "cannot be read: " + failed.Message);
            return null;
        }
    }

    private static ApplianceConfiguration? Convert(ConfigNode root, ConfigErrors errors, ConfigContext context)
    {
        var file = new ConfigSection(root, errors, context.Secrets);
        if (!file.Expect(root, ConfigKind.Object)) return null;
        file.Find("$schema"); // names the schema for editors
        var models = ModelsReader.Read(file.Section("models")); // 3
        var steps = context.Steps(models);
        var access = AccessReader.Read(file.FindSection("access"));
        var configuration = new ApplianceConfiguration(
            DeviceReader.Read(file.Section("device")),
            ListenReader.Read(file.Section("listen"), access is not null),
            Named(file, "sources", SourceReader.Read),
            Named(file, "pipelines", (name, section) => PipelineReader.Read(name, section, steps)),
            Named(file, "uplinks", UplinkReader.Read),
            OutboxReader.Read(file.Section("outbox")),
            models)
        {
            Access = access,
            Updates = UpdatesReader.Read(file.FindSection("updates")),
            Certificates = Named(file, "certificates", CertificatesReader.Read),
            Mqtt = MqttBrokerReader.Read(file.Section("mqtt")),
            Watches = [.. Named(file, "watches", WatchReader.Read).Values],
            WatchesFingerprint = file.Find("watches") is { } watches ? file.Fingerprint(watches) : "",
        };
        file.RefuseUnknownKeys();
        PipelineReader.CheckNames(file, configuration); // 4
        if (context.ReadsCertificates) CertificateFiles.Check(file, configuration);
        return configuration;
    }

    private static Dictionary<string, T> Named<T>(ConfigSection file, string key, Func<string, ConfigSection, T?> read)
        where T : class
    {
        var all = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (var (name, section) in file.Sections(key))
        {
            if (!Names.IsName(name)) section.Errors.Add(section.Node, Names.Rule);
            if (read(name, section) is { } made) all.Add(name, made);
        }
        return all;
    }
}
