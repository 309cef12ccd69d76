using System.Text.Json;
using System.Text.Json.Serialization;

namespace EdgeAppliance.Bundles.Reports;

/// <summary>As <c>rolledBack</c>.</summary>
internal sealed class ReportedStateConverter() : JsonStringEnumConverter<ReportedState>(JsonNamingPolicy.CamelCase, allowIntegerValues: false);
