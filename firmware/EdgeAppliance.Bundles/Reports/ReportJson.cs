using System.Text.Json.Serialization;

namespace EdgeAppliance.Bundles.Reports;

/// <summary>camelCase, names for states, nothing for null; what a newer device says beyond it is passed over.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(ReportedStateConverter)])]
[JsonSerializable(typeof(DeviceReport))]
public sealed partial class ReportJson : JsonSerializerContext;
