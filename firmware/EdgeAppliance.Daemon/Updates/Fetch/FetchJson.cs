using System.Text.Json.Serialization;

namespace EdgeAppliance.Daemon.Updates.Fetch;

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FetchState))]
internal sealed partial class FetchJson : JsonSerializerContext;
