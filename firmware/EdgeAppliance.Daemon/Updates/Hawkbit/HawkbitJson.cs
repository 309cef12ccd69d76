using System.Text.Json.Serialization;
using EdgeAppliance.Bundles.Hawkbit;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Hawkbit;

[JsonSourceGenerationOptions(
    WriteIndented = true, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    Converters =
    [
        typeof(CamelCaseConverter<HawkbitPartState>), typeof(CamelCaseConverter<HawkbitResult>), typeof(CamelCaseConverter<DdiChannel>),
        typeof(CamelCaseConverter<DdiExecution>), typeof(CamelCaseConverter<DdiFinished>),
    ])]
[JsonSerializable(typeof(HawkbitState))]
internal sealed partial class HawkbitJson : JsonSerializerContext;
