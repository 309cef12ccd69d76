using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAppliance.Daemon.Updates.Sets;

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(StageConverter)], RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(SetInstall))]
internal sealed partial class SetJson : JsonSerializerContext
{
    internal sealed class StageConverter() : JsonStringEnumConverter<SetStage>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
}
