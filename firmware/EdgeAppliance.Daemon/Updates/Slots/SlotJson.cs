using System.Text.Json;
using System.Text.Json.Serialization;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Slots;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    Converters = [typeof(CamelCaseConverter<SlotStage>)])]
[JsonSerializable(typeof(SlotOutcome))]
internal sealed partial class SlotJson : JsonSerializerContext;
