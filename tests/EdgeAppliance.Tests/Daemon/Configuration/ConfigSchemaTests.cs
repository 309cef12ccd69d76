using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using EdgeAppliance.Core.Configuration;
using EdgeAppliance.Core.Steps;
using EdgeAppliance.Core.Steps.Pictures;
using EdgeAppliance.Daemon.Configuration;
using EdgeAppliance.Drivers;
using EdgeAppliance.Inference.Repository;
using EdgeAppliance.Inference.Steps;
using EdgeAppliance.Pictures;
using EdgeAppliance.Tests.Architecture;
using EdgeAppliance.Tests.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace EdgeAppliance.Tests.Daemon.Configuration;

/// <summary>The schema and the readers know the same keys, words and standards.</summary>
public sealed partial class ConfigSchemaTests : IDisposable
{
    private const string Whole = "@";
    private const string InPipeline = """{ "device": { "id": "a" }, "sources": { "s": { "type": "system" } }, "pipelines": { "p": { "from": "s", "steps": [@] } } }""";
    private const string InPictures = """{ "device": { "id": "a" }, "sources": { "s": { "type": "system" } }, "pipelines": { "p": { "from": "s", "steps": [{ "type": "decode" }, @] } } }""";
    private const string InStep = """{ "device": { "id": "a" }, "sources": { "s": { "type": "system" } }, "pipelines": { "p": { "from": "s", "steps": [{ "type": "%", "channels": { "x": @ } }] } } }""";

    private static readonly JsonElement s_schema = JsonDocument.Parse(ConfigSchema.Text()).RootElement;

    private readonly TemporaryFolder _models = new();
    private readonly ModelRepository _repository;
    private readonly StepCatalog _steps;

    public ConfigSchemaTests()
    {
        _repository = new ModelRepository(new ModelRepositoryOptions(_models.FullName), NullLogger.Instance, TimeProvider.System);
        _steps = new StepCatalog([InferKind.For(_repository), BlurKind.For(_repository), DecodeBinder.Kind(new SkiaDecoder()), EncodeBinder.Kind(new SkiaEncoder())]);
    }

    public void Dispose()
    {
        _repository.Dispose();
        _models.Dispose();
    }

    /// <summary>Where each of the schema's objects stands in a configuration: at the @.</summary>
    public static TheoryData<string, string> Objects()
    {
        var objects = OtherObjects();
        foreach (string driver in DriverSources()) objects.Add(driver, """{ "device": { "id": "a" }, "sources": { "s": @ } }""");
        return objects;
    }

    private static TheoryData<string, string> OtherObjects() => new()
    {
        { "", Whole },
        { "properties/device", """{ "device": @ }""" },
        { "properties/listen", """{ "device": { "id": "a" }, "listen": @ }""" },
        { "properties/access", """{ "device": { "id": "a" }, "access": @ }""" },
        { "properties/access/properties/oauth", """{ "device": { "id": "a" }, "access": { "oauth": @ } }""" },
        { "properties/access/properties/siteCa", """{ "device": { "id": "a" }, "access": { "siteCa": @ } }""" },
        { "properties/listen/properties/dtls", """{ "device": { "id": "a" }, "listen": { "dtls": @ } }""" },
        { "properties/mqtt", """{ "device": { "id": "a" }, "mqtt": @ }""" },
        { "properties/outbox", """{ "device": { "id": "a" }, "outbox": @ }""" },
        { "properties/models", """{ "device": { "id": "a" }, "models": @ }""" },
        { "properties/models/properties/trial", """{ "device": { "id": "a" }, "models": { "trial": @ } }""" },
        { "$defs/ownCertificate", """{ "device": { "id": "a" }, "certificates": { "c": @ } }""" },
        { "$defs/coapSource", """{ "device": { "id": "a" }, "sources": { "s": @ } }""" },
        { "$defs/httpSource", """{ "device": { "id": "a" }, "sources": { "s": @ } }""" },
        { "$defs/mqttSource", """{ "device": { "id": "a" }, "sources": { "s": @ } }""" },
        { "$defs/amqpSource", """{ "device": { "id": "a" }, "sources": { "s": @ } }""" },
        { "$defs/amqpBroker", """{ "device": { "id": "a" }, "sources": { "s": { "type": "amqp", "queue": "q", "broker": @ } } }""" },
        { "$defs/sparkplugSource", """{ "device": { "id": "a" }, "sources": { "s": @ } }""" },
        { "$defs/unitChange", """{ "device": { "id": "a" }, "sources": { "s": { "type": "http", "units": { "x": @ } } } }""" },
        { "$defs/layout", """{ "device": { "id": "a" }, "sources": { "s": { "type": "http", "layout": @ } } }""" },
        { "$defs/layoutField", """{ "device": { "id": "a" }, "sources": { "s": { "type": "http", "layout": { "fields": { "x": @ } } } } }""" },
        { "$defs/gpioInput", """{ "device": { "id": "a" }, "sources": { "s": { "type": "gpio", "inputs": { "i": @ } } } }""" },
        { "$defs/gpioOutput", """{ "device": { "id": "a" }, "sources": { "s": { "type": "gpio", "outputs": { "o": @ } } } }""" },
        { "$defs/modbusUnit", """{ "device": { "id": "a" }, "sources": { "s": { "type": "modbus-tcp", "units": { "u": @ } } } }""" },
        { "$defs/modbusChannel", """{ "device": { "id": "a" }, "sources": { "s": { "type": "modbus-tcp", "channels": { "c": @ } } } }""" },
        { "$defs/serialFrame", """{ "device": { "id": "a" }, "sources": { "s": { "type": "serial", "frame": @ } } }""" },
        { "$defs/canMessage", """{ "device": { "id": "a" }, "sources": { "s": { "type": "can", "messages": { "m": @ } } } }""" },
        { "$defs/canSignal", """{ "device": { "id": "a" }, "sources": { "s": { "type": "can", "messages": { "m": { "signals": { "x": @ } } } } } }""" },
        { "$defs/watch", """{ "device": { "id": "a" }, "watches": { "w": @ } }""" },
        { "$defs/watchRate", """{ "device": { "id": "a" }, "watches": { "w": { "rate": @ } } }""" },
        { "$defs/watchSize", """{ "device": { "id": "a" }, "watches": { "w": { "size": @ } } }""" },
        { "$defs/watchRange", """{ "device": { "id": "a" }, "watches": { "w": { "range": @ } } }""" },
        { "$defs/watchChannel", """{ "device": { "id": "a" }, "watches": { "w": { "range": { "channels": { "x": @ } } } } }""" },
        { "$defs/watchSilence", """{ "device": { "id": "a" }, "watches": { "w": { "silence": @ } } }""" },
        { "$defs/watchSequence", """{ "device": { "id": "a" }, "watches": { "w": { "sequence": @ } } }""" },
        { "$defs/pipeline", """{ "device": { "id": "a" }, "pipelines": { "p": @ } }""" },
        { "$defs/selectStep", InPipeline },
        { "$defs/convertStep", InPipeline },
        { "$defs/conversion", InStep.Replace("%", "convert") },
        { "$defs/deadbandStep", InPipeline },
        { "$defs/computeStep", InPipeline },
        { "$defs/reportStep", InPipeline },
        { "$defs/dedupeStep", InPipeline },
        { "$defs/clipStep", InPipeline },
        { "$defs/splitStep", InPipeline },
        { "$defs/splitRoute", InPipeline.Replace("@", "{ \"type\": \"split\", \"routes\": [@] }") },
        { "$defs/joinStep", InPipeline },
        { "$defs/swingdoorStep", InPipeline },
        { "$defs/partOfRange", InStep.Replace("%", "swingdoor") },
        { "$defs/normalizeStep", InPipeline },
        { "$defs/normalizePictureStep", InPictures },
        { "$defs/decodeStep", InPipeline },
        { "$defs/resizeStep", InPictures },
        { "$defs/letterboxStep", InPictures },
        { "$defs/cropStep", InPictures },
        { "$defs/blurStep", InPictures },
        { "$defs/encodeStep", InPictures },
        { "$defs/norm", InStep.Replace("%", "normalize") },
        { "$defs/aggregateStep", InPipeline },
        { "$defs/windowStep", InPipeline },
        { "$defs/filterStep", InPipeline },
        { "$defs/featuresStep", InPipeline },
        { "$defs/band", InPipeline.Replace("@", "{ \"type\": \"features\", \"bands\": { \"x\": @ } }") },
        { "$defs/spectrumStep", InPipeline },
        { "$defs/spectrogramStep", InPipeline },
        { "$defs/logmelStep", InPipeline },
        { "$defs/mfccStep", InPipeline },
        { "$defs/microfrontendStep", InPipeline },
        { "$defs/resampleStep", InPipeline },
        { "$defs/alignStep", InPipeline },
        { "$defs/dropStep", InPipeline },
        { "$defs/generaliseStep", InPipeline },
        { "$defs/coarsening", InStep.Replace("%", "generalise") },
        { "$defs/place", InPipeline.Replace("@", "{ \"type\": \"generalise\", \"place\": @ }") },
        { "$defs/pseudonymiseStep", InPipeline },
        { "$defs/noiseStep", InPipeline },
        { "$defs/noiseChannel", InStep.Replace("%", "noise") },
        { "$defs/budget", InPipeline.Replace("@", "{ \"type\": \"noise\", \"budget\": @ }") },
        { "$defs/kthresholdStep", InPipeline },
        { "$defs/alarmStep", InPipeline },
        { "$defs/inferStep", InPipeline },
        { "$defs/mqttUplink", """{ "device": { "id": "a" }, "uplinks": { "u": @ } }""" },
        { "$defs/dataUplink", """{ "device": { "id": "a" }, "uplinks": { "u": @ } }""" },
        { "$defs/amqpUplink", """{ "device": { "id": "a" }, "uplinks": { "u": @ } }""" },
        { "$defs/sparkplugUplink", """{ "device": { "id": "a" }, "uplinks": { "u": @ } }""" },
    };

    [Theory]
    [MemberData(nameof(Objects))]
    public void Properties_OfTheSchema_AreKnownToTheReaders(string pointer, string place)
    {
        var known = Properties(At(pointer));
        string value = "{" + string.Join(",", known.Select(key => $"\"{key}\":{Sample(At(pointer).GetProperty("properties").GetProperty(key))}")) + "}";
        Assert.DoesNotContain(Errors(place.Replace("@", value)), error => IsUnknownKey(error.Text));
        var strange = Errors(place.Replace("@", value[..^1] + ",\"zzz\":1}"));
        Assert.Contains(strange, error => error.Path.EndsWith("zzz", StringComparison.Ordinal) && IsUnknownKey(error.Text));
    }

    /// <summary>Steps and drivers name all that they know where a key is strange.</summary>
    [Theory]
    [MemberData(nameof(Objects))]
    public void Keys_OfStepsAndDrivers_AreInTheSchema(string pointer, string place)
    {
        if (!place.Contains("\"steps\"") && !DriverSources().Contains(pointer)) return;
        var keys = new SortedSet<string>(StringComparer.Ordinal);
        // What is learnt and what is fixed are two readers' keys.
        foreach (string more in new[] { "", ",\"commission\":5" })
        {
            string type = At(pointer).GetProperty("properties").TryGetProperty("type", out var said) ? $"\"type\":{said.GetProperty("const").GetRawText()}," : "";
            var error = Errors(place.Replace("@", $"{{{type}\"zzz\":1{more}}}")).First(e => e.Path.EndsWith("zzz", StringComparison.Ordinal));
            keys.UnionWith(error.Text.Split("known are ")[1].Split(", "));
        }
        keys.Remove("commission");
        if (pointer == "$defs/normalizeStep") keys.Add("commission");
        Assert.Equal(Properties(At(pointer)).Order(StringComparer.Ordinal), keys);
    }

    /// <summary>Every key that stands in a reader's source is in the objects that it reads.</summary>
    [Theory]
    [InlineData("ConfigReader", "")]
    [InlineData("DeviceReader", "properties/device")]
    [InlineData("ListenReader", "properties/listen")]
    [InlineData("AccessReader", "properties/access", "properties/access/properties/siteCa", "properties/access/properties/oauth")]
    [InlineData("CertificatesReader", "$defs/ownCertificate")]
    [InlineData("DtlsReader", "properties/listen/properties/dtls", "properties/listen")]
    [InlineData("OutboxReader", "properties/outbox")]
    [InlineData("ModelsReader", "properties/models", "properties/models/properties/trial")]
    [InlineData("MqttBrokerReader", "properties/mqtt")]
    [InlineData("SourceReader", "$defs/systemSource")]
    [InlineData("MqttSourceReader", "$defs/mqttSource")]
    [InlineData("PayloadMappingReader", "$defs/mqttSource")]
    [InlineData("PayloadLayoutReader", "$defs/layout", "$defs/layoutField")]
    [InlineData("HttpSourceReader", "$defs/httpSource")]
    [InlineData("CoapSourceReader", "$defs/coapSource")]
    [InlineData("AmqpSourceReader", "$defs/amqpSource")]
    [InlineData("BrokerReader", "$defs/mqttUplink", "$defs/amqpBroker")]
    [InlineData("SparkplugSourceReader", "$defs/sparkplugSource")]
    [InlineData("PipelineReader", "$defs/pipeline", "")]
    [InlineData("WatchReader", "$defs/watch", "$defs/watchRate", "$defs/watchSize", "$defs/watchRange", "$defs/watchChannel", "$defs/watchSilence", "$defs/watchSequence")]
    [InlineData("UpdatesReader", "properties/updates")]
    [InlineData("HawkbitReader", "$defs/hawkbit")]
    [InlineData("UplinkReader", "$defs/mqttUplink", "$defs/amqpUplink", "$defs/sparkplugUplink")]
    [InlineData("DataUplinkReader", "$defs/dataUplink")]
    [InlineData("SparkplugUplinkReader", "$defs/sparkplugUplink")]
    public void Keys_OfAReader_AreInTheSchema(string reader, params string[] pointers)
    {
        string source = File.ReadAllText(Path.Combine(ProjectReferences.Root, "firmware/EdgeAppliance.Daemon/Configuration", reader + ".cs"));
        var keys = ReadKey().Matches(source).Select(match => match.Groups[1].Value + match.Groups[2].Value).ToHashSet();
        Assert.NotEmpty(keys);
        Assert.Subset(pointers.SelectMany(pointer => Properties(At(pointer))).ToHashSet(), keys);
    }

    [Fact]
    public void Readers_AreAllHeldAgainstTheSchema()
    {
        var readers = Directory.GetFiles(Path.Combine(ProjectReferences.Root, "firmware/EdgeAppliance.Daemon/Configuration"), "*Reader.cs").Select(Path.GetFileNameWithoutExtension);
        var held = typeof(ConfigSchemaTests).GetMethod(nameof(Keys_OfAReader_AreInTheSchema))!.GetCustomAttributesData()
            .Where(data => data.AttributeType == typeof(InlineDataAttribute)).Select(data => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)[0].Value!);
        Assert.Equal(readers.Order(), held.Order());
    }

    [Fact]
    public void Types_AreThoseOfTheCatalogs()
    {
        Assert.Equal(_steps.Names.Order(), Words("$defs/step/properties/type"));
        Assert.Equal(DriverCatalog.Types.Append("mqtt").Append("coap").Append("http").Append("sparkplug").Append("amqp").Order(), Words("$defs/source/properties/type"));
        Assert.Equal(DriverCatalog.Types.Append("mqtt").Append("coap").Append("http").Append("sparkplug").Append("amqp").Order(), SourceDefinitions().Select(definition => definition.Type).Order());
    }

    /// <summary>A key written out with its standard is as good as left out.</summary>
    [Theory]
    [InlineData("properties/outbox", """{ "device": { "id": "a" }, "outbox": @ }""", "")]
    [InlineData("properties/models", """{ "device": { "id": "a" }, "models": @ }""", "")]
    [InlineData("properties/models/properties/trial", """{ "device": { "id": "a" }, "models": { "trial": @ } }""", "")]
    [InlineData("$defs/mqttUplink", """{ "device": { "id": "a" }, "uplinks": { "u": @ } }""", "\"type\":\"mqtt\",\"url\":\"mqtt://h\",")]
    [InlineData("$defs/amqpUplink", """{ "device": { "id": "a" }, "uplinks": { "u": @ } }""", "\"type\":\"amqp\",\"address\":\"q\",\"url\":\"amqp://h\",")]
    [InlineData("$defs/dataUplink", """{ "device": { "id": "a" }, "uplinks": { "u": @ } }""", "\"type\":\"data\",\"url\":\"http://h\",")]
    [InlineData("$defs/sparkplugUplink", """{ "device": { "id": "a" }, "uplinks": { "u": @ } }""", "\"type\":\"sparkplug\",\"group\":\"g\",\"url\":\"mqtt://h\",")]
    public void Defaults_OfTheSchema_AreTheReaders(string pointer, string place, string needed)
    {
        string Shown(string members)
        {
            var read = Read(place.Replace("@", "{" + (needed + members).TrimEnd(',') + "}"));
            Assert.Empty(read.Errors);
            var configuration = read.Configuration!;
            return Fingerprint().Replace($"{configuration.Outbox} {configuration.Models} {string.Join(' ', configuration.Uplinks.Values)}", "");
        }
        string leftOut = Shown("");
        foreach (var property in At(pointer).GetProperty("properties").EnumerateObject())
            if (property.Value.TryGetProperty("default", out var standard)) Assert.Equal(leftOut, Shown($"\"{property.Name}\":{standard.GetRawText()}"));
    }

    [GeneratedRegex(@"(?:section|file)\s*\.\s*\w+\(\s*""([\w$]+)""|TextMap\.Read\(section, ""(\w+)""")]
    private static partial Regex ReadKey();

    [GeneratedRegex("Fingerprint = [^,}]*")]
    private static partial Regex Fingerprint();

    private static bool IsUnknownKey(string text) => text.StartsWith("unknown key", StringComparison.Ordinal) || text.StartsWith("is not known here", StringComparison.Ordinal);

    private static JsonElement At(string pointer) =>
        pointer.Split('/', StringSplitOptions.RemoveEmptyEntries).Aggregate(s_schema, (element, key) => element.GetProperty(key));

    private static IEnumerable<string> Properties(JsonElement schema)
    {
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        return schema.GetProperty("properties").EnumerateObject().Select(property => property.Name);
    }

    private static IEnumerable<(string Type, string Pointer)> SourceDefinitions() => At("$defs/source/allOf").EnumerateArray()
        .Select(rule => (rule.GetProperty("if").GetProperty("properties").GetProperty("type").GetProperty("const").GetString()!, rule.GetProperty("then").GetProperty("$ref").GetString()![2..]));

    private static IEnumerable<string> DriverSources() => SourceDefinitions().Where(definition => definition.Type is not ("mqtt" or "coap" or "http" or "sparkplug" or "amqp")).Select(definition => definition.Pointer);

    private static IEnumerable<string> Words(string pointer) => At(pointer).GetProperty("enum").EnumerateArray().Select(word => word.GetString()!).Order();

    /// <summary>A value that need not be right: only its key counts.</summary>
    private static string Sample(JsonElement schema)
    {
        foreach (string keyword in new[] { "const", "default" })
            if (schema.TryGetProperty(keyword, out var value)) return value.GetRawText();
        return schema.TryGetProperty("$ref", out var reference) && reference.GetString() == "#/$defs/channels" ? "[\"x\"]" : "\"x\"";
    }

    private ConfigResult Read(string json) => ConfigReader.Read("a.json", Encoding.UTF8.GetBytes(json), new ConfigContext(new SecretStore(_ => null), _ => _steps));

    private IReadOnlyList<ConfigError> Errors(string json) => Read(json).Errors;
}
