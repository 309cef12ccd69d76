using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAppliance.Inference.Repository.Versions;

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StageConverter)], RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(ModelVersions))]
internal sealed partial class VersionsJson : JsonSerializerContext
{
    internal sealed class StageConverter() : JsonStringEnumConverter<InstallStage>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
