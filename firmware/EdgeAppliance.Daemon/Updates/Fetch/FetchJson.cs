using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAppliance.Daemon.Updates.Fetch;

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(FailedForConverter)], RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(FetchState))]
internal sealed partial class FetchJson : JsonSerializerContext
{
    internal sealed class FailedForConverter() : JsonStringEnumConverter<FailedFor>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
