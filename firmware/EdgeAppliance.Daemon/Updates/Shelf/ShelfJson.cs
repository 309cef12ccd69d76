using System.Text.Json.Serialization;
using EdgeAppliance.Bundles;
using EdgeAppliance.Daemon.Http.Pages;

namespace EdgeAppliance.Daemon.Updates.Shelf;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(CamelCaseConverter<InstallState>), typeof(CamelCaseConverter<BundleKind>)])]
[JsonSerializable(typeof(ShelfFile))]
internal sealed partial class ShelfJson : JsonSerializerContext;
